ALTER TABLE bank.customer ADD PRIMARY KEY (customer_id);
ALTER TABLE bank.consent ADD PRIMARY KEY (consent_id);
ALTER TABLE bank.account ADD PRIMARY KEY (account_id);
ALTER TABLE bank.card ADD PRIMARY KEY (card_id);
ALTER TABLE bank.loan ADD PRIMARY KEY (loan_id);
ALTER TABLE bank.repayment ADD PRIMARY KEY (repayment_id);
ALTER TABLE bank.transaction ADD PRIMARY KEY (transaction_id);
-- The lakehouse asks for what changed since its last delivery.
CREATE INDEX repayment_by_update ON bank.repayment (updated_date);
CREATE INDEX transaction_by_posting ON bank.transaction (posted_date);
REVOKE ALL ON SCHEMA bank, sample_bank FROM PUBLIC;
GRANT USAGE ON SCHEMA bank TO lakehouse_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA bank TO lakehouse_reader;
ANALYZE;
