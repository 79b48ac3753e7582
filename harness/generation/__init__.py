"""Generated input: it looks where no one thought to look, and is never wrong for it.

schemathesis reads the OpenAPI document and makes cases of it, Hypothesis draws them, and boundary
cases that are known to matter come first. Each is sent by the client, as everything is: effects,
budget, redaction and conformance hold for it, and it is judged by the rules of ``spec/rules.toml``
alone. What fails is shrunk, sent again, kept in a corpus, and shown with the steps that repeat it
and the seed.

Of schemathesis' checks, which of them are used, and why the others are not:

===============================  ====  ==========================================================
check                            used  why
===============================  ====  ==========================================================
``not_a_server_error``           yes   as ``input.refused-not-crashed``; a gateway's 502 to 504 is
                                       asked again first, and 501 is right for another method
``status_code_conformance``      yes   as ``answers.documented``, where any 4xx is let pass that
                                       the page is silent about
``content_type_conformance``     yes   the same
``response_headers_conformance`` yes   the same
``response_schema_conformance``  yes   the same; held by jsonschema, on every exchange of a run
``negative_data_rejection``      no    a server that reads a number as text, or ignores a field
                                       that it does not know, breaks no statement of the pages
``positive_data_acceptance``     no    a schema allows what an instance must refuse: credentials of
                                       nobody, codes that no provider gave, addresses of no form
``missing_required_header``      no    its 406 is not what the pages say; ``token.required`` holds
                                       each protected operation to what they do say
``unsupported_method``           no    no page documents 405 or ``Allow``: 404 and 501 are honest
``allow_header_conformance``     no    the same
``ignored_auth``                 no    ``token.required`` and ``token.refuses-forged`` tell a
                                       refusal from a success that looks alike, which it can't
``object_level_authorization``   no    no page says which of an instance's users may see others
``use_after_free``               no    ``resource.deleted-is-gone`` looks later, and lets a user be
                                       found who is said to be deleted
``ensure_resource_availability`` no    no page says that an invited user can be looked up at once
``max_response_time``            no    no page says how fast an answer must be
===============================  ====  ==========================================================
"""
