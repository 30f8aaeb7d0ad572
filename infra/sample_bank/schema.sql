-- The core banking database of the sample bank. Keys are added after the opening rows, which is faster.
CREATE SCHEMA bank;
CREATE TABLE bank.calendar (business_date date PRIMARY KEY, closed_at timestamp NOT NULL);
CREATE TABLE bank.customer (
    customer_id text NOT NULL, full_name text NOT NULL, id_type_code text NOT NULL, id_number text,
    gender_code text, birth_date date, mobile_phone text, home_address text NOT NULL,
    division_code text NOT NULL, monthly_income_amount numeric(14,2), employment_months int,
    housing_type_code text, marital_status_code text, customer_grade_code text NOT NULL,
    opened_date date NOT NULL, updated_at timestamp NOT NULL,
    industry_code text, founded_date date, employee_count int, annual_revenue_amount numeric(18,2));
CREATE TABLE bank.consent (
    consent_id text NOT NULL, customer_id text NOT NULL, purpose_code text NOT NULL, product_code text NOT NULL,
    given_date date NOT NULL, withdrawn_date date, evidence_reference text NOT NULL);
CREATE TABLE bank.account (
    account_id text NOT NULL, customer_id text NOT NULL, account_type_code text NOT NULL, currency_code text NOT NULL,
    balance_amount numeric(18,2) NOT NULL, opened_date date NOT NULL, closed_date date, status_code text NOT NULL);
CREATE TABLE bank.card (
    card_id text NOT NULL, card_number text NOT NULL, account_id text NOT NULL, customer_id text NOT NULL,
    card_type_code text NOT NULL, credit_limit_amount numeric(14,2), issued_date date NOT NULL,
    expiry_date date NOT NULL, status_code text NOT NULL);
CREATE TABLE bank.loan (
    loan_id text NOT NULL, customer_id text NOT NULL, product_code text NOT NULL,
    principal_amount numeric(14,2) NOT NULL, annual_rate numeric(7,4) NOT NULL, term_months int NOT NULL,
    originated_date date NOT NULL, purpose_code text NOT NULL, applied_income_amount numeric(14,2),
    applied_employment_months int, applied_housing_type_code text, applied_age_years int,
    applied_telecom_tenure_months int, applied_local_life_spend_level int, applied_game_spend_amount numeric(12,2),
    applied_finance_media_days int, outstanding_amount numeric(14,2) NOT NULL, status_code text NOT NULL);
CREATE TABLE bank.repayment (
    repayment_id text NOT NULL, loan_id text NOT NULL, instalment_number int NOT NULL, due_date date NOT NULL,
    due_amount numeric(14,2) NOT NULL, paid_date date, paid_amount numeric(14,2) NOT NULL, updated_date date NOT NULL);
CREATE TABLE bank.transaction (
    transaction_id text NOT NULL, account_id text NOT NULL, customer_id text NOT NULL,
    transaction_at timestamp NOT NULL, posted_date date NOT NULL, direction_code text NOT NULL,
    amount numeric(18,2) NOT NULL CHECK (amount > 0), channel_code text NOT NULL, counterparty_name text NOT NULL,
    counterparty_account text NOT NULL, summary text NOT NULL);
-- What this bank was made from; not part of core banking, so the lakehouse cannot see it.
CREATE SCHEMA sample_bank;
CREATE TABLE sample_bank.parameters (seed bigint NOT NULL, customers bigint NOT NULL, first_business_date date NOT NULL);
