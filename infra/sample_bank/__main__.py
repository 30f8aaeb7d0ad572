"""python -m infra.sample_bank"""

from infra.sample_bank.cli import main

main()
