-- grain: one row per day and equipment in service
-- unit: kWh and kgCO2e; coverage and pue are ratios
-- why: what each equipment drew and emitted; the published run of each day
select f.day, f.equipment_id, f.datacenter_id, f.category, f.subcategory, f.sample_count, f.rejected_count, f.coverage,
  f.measured_kwh, f.estimated_kwh, f.it_kwh, f.pue, f.pue_period, f.facility_kwh, f.scope1_kgco2e, f.scope2_market_kgco2e, f.scope2_location_kgco2e,
  f.scope3_market_kgco2e, f.scope3_location_kgco2e, f.is_provisional, f.reason, f.run_id
from calc.equipment_day as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
