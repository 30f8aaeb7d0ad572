"""Set-up: uv, the two environments, Java and the Delta jars. Standard library only, and quick when all is there."""
