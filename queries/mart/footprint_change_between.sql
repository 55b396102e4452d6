-- grain: one row per service, equipment pool and basis, for any two months or versions; a version NULL is what the month shows now
-- unit: kgCO2e; the seven causes sum to change_kgco2e; factors in kgCO2e per kWh of facility energy
-- why: why did it change? as footprint_change, between two that need not follow each other
select d.from_month, d.from_version, d.to_month, d.to_version, d.service_id, d.datacenter_id, d.equipment_category, d.pool, d.basis,
  d.from_kgco2e, d.to_kgco2e, d.change_kgco2e, d.energy_kgco2e, d.pue_kgco2e, d.factor_kgco2e, d.share_kgco2e, d.annual_kgco2e,
  d.embodied_kgco2e, d.appeared_gone_kgco2e, d.from_pool_it_kwh, d.to_pool_it_kwh, d.from_share, d.to_share, d.from_pue, d.to_pue,
  d.from_factor_kgco2e_per_kwh, d.to_factor_kgco2e_per_kwh
from calc.footprint_delta([{
    'from_month': cast($month_from as date),
    'from_speaker': coalesce('version ' || cast($version_from as integer), 'current'),
    'to_month': cast($month_to as date),
    'to_speaker': coalesce('version ' || cast($version_to as integer), 'current')
  }]) as d
