"""Makes the tables of jobs/identity/company_tables that come from published lists."""
