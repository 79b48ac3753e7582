"""What changed between two versions of a page, as QA reads it, and which rules it touches.

Each change is said once, with its place (`POST /oauth/token, response 200, field user.name`), all
the places it shows in, and the rules of spec/rules.toml that it touches; the contracts that prove
these stand below. Pages are compiled without an overlay. A named type that is used in seven
operations is one change with seven places. Where something stands in its source, and the order of
things, is no difference.

Exit codes: 0, no change; 1, compatible changes or wording; 2, a breaking change; 3, nothing was
compared: the command line is wrong, or a file can't be read or has an error.

A change is breaking where a client written by the old version, or a test of it, may fail by the
new one. `sent` is what a client sends (parameters, headers and bodies of requests), `got` what it
is answered with:

  change                                                sent           got
  operation, status or body removed                     breaking       breaking
  operation, status added                               compatible     compatible
  operation moved, base URL changed                     breaking       breaking
  body added, required                                  breaking       compatible
  body added, optional                                  compatible     compatible
  media type removed or replaced                        breaking       breaking
  media type added                                      compatible     compatible
  field, parameter or header removed or renamed         breaking       breaking
  field, parameter or header added, required            breaking       compatible
  field, parameter or header added, optional            compatible     compatible
  required now                                          breaking       compatible
  optional now                                          compatible     breaking
  other type                                            breaking       breaking
  named type replaced by another                        as the gravest difference of both
  more types, values, alternatives; a limit loosened    compatible     breaking
  fewer types, values, alternatives; a limit tightened  breaking       compatible
  may be null now                                       compatible     breaking
  is never null now                                     breaking       compatible
  other fields are no longer allowed                    breaking       compatible
  default changed                                       breaking       compatible
  default added or removed, deprecated                  compatible     compatible
  style or another keyword changed                      breaking       breaking
  security: what was enough no longer is                breaking
  security: what was enough still is                    compatible
  a token's lifetime or refresh window made shorter     breaking
  other statements of an overlay (x-effects, ...)       compatible

Wording is what is written for people: descriptions, names, groups, examples, operationIds, the
names of a path's variables, and types that no operation uses. An example that follows a change of
its schema is part of that change.

Moved or renamed is said only where it is certain: an operation that keeps its operationId, or all
that it says under a name of its own; a field or parameter that keeps its place and its
description, example or type of its own while nothing else comes or goes; a status whose answer
stays the same. All else is removed and added.
"""
