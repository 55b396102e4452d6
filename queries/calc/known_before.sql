-- grain: one row
-- unit: an instant; infinity unless the session says otherwise
-- why: a session that asks what was known on a day sets the variable known_before, and every public relation follows
select coalesce(cast(getvariable('known_before') as timestamptz), cast('infinity' as timestamptz)) as known_before
