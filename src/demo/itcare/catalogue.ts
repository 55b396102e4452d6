import { civilDateOf } from '../../domain/civil-date.ts';
import { DEMO_ZONE, milestoneIso } from '../estate/calendar.ts';
import { declaredPhaseOn } from '../estate/platforms.ts';
import { REGIONS } from '../estate/topology.ts';
import type { BackupPolicy, Platform, Zone } from '../estate/types.ts';
import { type EstateView, milestonesAt } from '../estate/view.ts';
import type { Json } from './answers.ts';
import { areaItem, zoneItem } from './item-parts.ts';

const lifecycle = (view: EstateView, platform: Platform): Json => {
  const dates = milestonesAt(platform, view.at);
  return {
    releasedAt: milestoneIso(dates.releasedOn),
    endOfSalesAt: milestoneIso(dates.endOfSalesOn),
    extendedSupportAt: milestoneIso(dates.extendedSupportOn),
    endOfSupportAt: milestoneIso(dates.endOfSupportOn),
    supportPhase: declaredPhaseOn(dates, civilDateOf(view.at, DEMO_ZONE), platform.declaredPhase),
  };
};

/** An item of `/compute/platform/support-policy`. */
export const supportPolicyItem = (view: EstateView, platform: Platform): Json => {
  const facts = lifecycle(view, platform);
  return {
    id: platform.id,
    name: platform.name,
    label: platform.name,
    category: platform.category,
    technology: platform.technology,
    comment: null,
    img: `${platform.family.toLowerCase()}.svg`,
    ...facts,
    rawSupportPhase: facts.supportPhase,
  };
};

/** An item of `/compute/platform/products`. */
export const productItem = (view: EstateView, platform: Platform): Json => ({
  id: platform.id,
  code: platform.id,
  name: platform.productName,
  label: platform.name,
  platform: platform.name,
  category: platform.category,
  type: platform.type,
  technology: platform.technology,
  version: platform.version,
  productVersion: platform.version,
  edition: null,
  status: 'ACTIVE',
  comment: null,
  backupPolicyType: platform.category === 'INSTANCES' ? 'SERVER' : platform.type,
  productDisplayable: true,
  productIsDisabled: lifecycle(view, platform).supportPhase === 'END_OF_SUPPORT',
  productIsInBetaMode: false,
  configuration: { topologies: [] },
  ...lifecycle(view, platform),
});

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

/** The areas of a region with their zones. */
export const areaItems = (zones: readonly Zone[], regionId: string): Json[] => {
  const here = zones.filter((zone) => zone.regionId === regionId);
  return distinct(here.map((zone) => zone.areaId)).flatMap((areaId) => {
    const members = here.filter((zone) => zone.areaId === areaId);
    const [first] = members;
    return first === undefined ? [] : [{ ...areaItem(first), availabilityZones: members.map(zoneItem) }];
  });
};

/** An item of `/topology/regions`; null for a region that there is not. */
export const regionItem = (zones: readonly Zone[], regionId: string): Json | null => {
  const region = REGIONS.find((candidate) => candidate.id === regionId);
  if (region === undefined) return null;
  return {
    id: region.id,
    location: region.location,
    dataCenter: zones.find((zone) => zone.regionId === regionId)?.datacenterId ?? null,
    areas: areaItems(zones, regionId),
  };
};

/** A policy as `/compute/backup-policies` gives it. */
export const backupPolicyItem = (policy: BackupPolicy, zones: readonly Zone[]): Json => ({
  id: policy.id,
  policyId: policy.policyId,
  name: policy.name,
  label: policy.name,
  type: policy.type,
  scope: policy.scope,
  default: policy.isDefault,
  replication: policy.isReplicated,
  frequencies: policy.frequencies,
  durationInHours: policy.durationInHours,
  startTime: policy.startTime,
  timezone: DEMO_ZONE,
  availableInAZ: zones.map((zone) => zone.id),
  cloudId: null,
  cloudName: null,
});
