-- grain: one row per control, resource, position and span of evaluations in which its finding stayed the same
-- unit: from_seq included, until_seq excluded (NULL: still so)
-- why: what does not change is stored once; an evaluation is the spans that hold its number
with change as (
  select *, lead(evaluation_seq) over (partition by control, resource, ordinal order by evaluation_seq) as until_seq
  from stage.control_change
)
select control, resource, ordinal, service_id, status, reason, evidence, waived_until, evaluation_seq as from_seq, until_seq
from change
where is_present
