"""The instances of the three products."""

from reference.instance import Instance
from reference.products.cdp import CDP
from reference.products.me import ME
from reference.products.mi import MI

PRODUCTS: dict[str, type[Instance]] = {kind.product: kind for kind in (CDP, ME, MI)}
