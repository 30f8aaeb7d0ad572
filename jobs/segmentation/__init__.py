"""Customers who use the bank alike: a declared k-means model, its parameters, and the nearest cluster of a row."""
