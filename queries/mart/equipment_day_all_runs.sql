-- grain: one row per day and equipment in service, for every run
-- unit: kWh and kgCO2e; coverage and pue are ratios
-- why: what each equipment drew and emitted; published or not
select day, equipment_id, datacenter_id, category, subcategory, sample_count, rejected_count, coverage,
  measured_kwh, estimated_kwh, it_kwh, pue, pue_period, facility_kwh, scope1_kgco2e, scope2_market_kgco2e, scope2_location_kgco2e,
  scope3_market_kgco2e, scope3_location_kgco2e, is_provisional, reason, run_id
from calc.equipment_day
