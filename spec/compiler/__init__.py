"""From pages in API Blueprint 1A9 to OpenAPI 3.1, in three stages.

1. `markdown`: a page's Markdown becomes blocks that know where they stand.
2. `page`, with `sections`, `mson` and `uri`: blocks become a `blueprint.Page`.
3. `openapi`, with `operations`, `contents` and `schema`: a product's pages become one OpenAPI
   document, to which `overlay` adds what Blueprint cannot say.

`project` knows the folders and compares what is committed with what the sources give.
"""
