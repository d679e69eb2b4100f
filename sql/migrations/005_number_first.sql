-- Where a series began, so that `first … next - 1` can be held against the numbers in use.
ALTER TABLE store.number_series ADD COLUMN first BIGINT NOT NULL DEFAULT 1;
