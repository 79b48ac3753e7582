// Brings each documented request to the success that its page shows, as Dredd's how-to guides do:
// each is isolated, with a token of its own and what it is about made before. Nothing else is asked.
const hooks = require('hooks');

const { EMAIL, PASSWORD, CONTROL, INSTANCE, LOGIN_PATH } = process.env;
const OWN_PASSWORD = 'Peers-of-the-suite-1';
let made = 0;

async function ask(method, url, body, token) {
  const headers = { 'Content-Type': 'application/json' };
  if (token) headers['X-Access-Token'] = token;
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${new URL(url).pathname}: ${answer.status}`);
  return answer.json();
}

async function logIn(email = EMAIL, password = PASSWORD) {
  return (await ask('POST', INSTANCE + LOGIN_PATH, { email, password })).token;
}

const newAddress = () => `peer-${process.pid}-${(made += 1)}@example.com`;
const invited = (token) =>
  ask('POST', `${INSTANCE}/users/invite`, { email: newAddress() }, token);

// What sets a password of an invited user, by the link that invites.
async function resetOf(user, token) {
  const path = `${INSTANCE}/users/${user.id}/invitation_link`;
  const link = (await ask('GET', path, undefined, token)).user_invitation_link;
  const given = new URL(link).searchParams.get('reset_token');
  return { email: user.email, password: OWN_PASSWORD, token: given };
}

async function withOwnPassword() {
  const token = await logIn();
  const user = await invited(token);
  await ask('PATCH', `${INSTANCE}/users/password`, await resetOf(user, token));
  return user;
}

const byCredentials = () => ({ body: { email: EMAIL, password: PASSWORD } });
const byRefresh = async () => ({ body: { token: await logIn() } });
const aUser = async (token) => ({ user: await invited(token) });

// The identity provider's part, which the instance's operators play.
async function bySingleSignOn() {
  return { body: { code: (await ask('POST', `${CONTROL}/sso-code`, {})).code } };
}

// What comes before a request, by the end of its transaction's name.
const STEPS = {
  '> Login > Get an access token': byCredentials,
  '> Login > Get access token': byCredentials,
  'OIDC login > Get an access token': bySingleSignOn,
  'Okta login > Get an access token': bySingleSignOn,
  'Okta login > Get access token': bySingleSignOn,
  'Refresh the access token': byRefresh,
  'Refresh access token': byRefresh,
  'Log out': async () => {
    const token = await logIn();
    return { body: { token }, token };
  },
  'Invite user': () => ({ body: { email: newAddress() } }),
  'Re-invite user': async (token) => ({ body: { email: (await invited(token)).email } }),
  'Retrieve invitation link': aUser,
  'Send forgot password email': async () => ({ body: { email: (await withOwnPassword()).email } }),
  'Reset password': async () => {
    const token = await logIn();
    return { body: await resetOf(await invited(token), token) };
  },
  'Create user': () => ({ body: { email: newAddress(), sso_enabled: false } }),
  'Get user': aUser,
  'Modify user': async (token) => ({
    ...(await aUser(token)), body: { email: newAddress(), sso_enabled: false } }),
  'Delete user': aUser,
  'Change password': async () => {
    const user = await withOwnPassword();
    const passwords = { old_password: OWN_PASSWORD, new_password: `${OWN_PASSWORD}-new` };
    return { user, token: await logIn(user.email, OWN_PASSWORD), body: passwords };
  },
};

function fill(transaction, { body, user, token }) {
  const { request } = transaction;
  if (request.body && body) request.body = JSON.stringify(body);
  if (token && ('X-Access-Token' in request.headers || !request.body)) {
    request.headers['X-Access-Token'] = token;
  }
  if (user) {
    transaction.fullPath = transaction.fullPath.replace(/[0-9a-f-]{36}/, user.id);
    request.uri = transaction.fullPath;
  }
}

hooks.beforeEach(async (transaction, done) => {
  try {
    const needsToken = 'X-Access-Token' in transaction.request.headers;
    const token = needsToken ? await logIn() : undefined;
    const step = Object.keys(STEPS).find((each) => transaction.name.endsWith(each));
    fill(transaction, { token, ...(step && (await STEPS[step](token))) });
  } catch (error) {
    transaction.fail = `what comes before it failed: ${error.message}`;
  }
  done();
});
