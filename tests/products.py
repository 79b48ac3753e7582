"""The products that the reference serves."""

from reference import products as _served

PRODUCTS = tuple(_served.PRODUCTS)
