-- grain: one row per product on offer in the latest complete snapshot
-- unit: none; raw is JSON text
-- why: what can be ordered, and the milestones of each version
select s.product_id, s.code, s.name, s.label, s.platform, s.category, s.type, s.technology, s.edition, s.version, s.status, s.backup_policy_type, s.is_disabled, s.declared_phase, s.released_on, s.end_of_sales_on, s.extended_support_on, s.end_of_support_on, s.comment, s.raw
from stage.product_state as s
where s.until_seq is null
