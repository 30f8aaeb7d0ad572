"""The stubs of a new source: contract, build, expectations and tests, which say what is missing until it is there."""
