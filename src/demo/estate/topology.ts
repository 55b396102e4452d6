import type { Cloud, Zone } from './types.ts';

/** Customers' clouds (made up). */
export const CLOUDS: readonly Cloud[] = [
  { id: 301, name: 'Santé connectée' },
  { id: 302, name: 'Assurance et prévoyance' },
  { id: 303, name: 'Services internes' },
];

/** A datacenter, as the reference file needs it. */
export interface Datacenter {
  readonly id: string;
  readonly name: string;
  readonly regionId: string;
  readonly operation: 'owned' | 'colocation';
}

/** Sites and regions as the provider's public documentation lists them; who operates them is the demo's choice. */
export const DATACENTERS: readonly Datacenter[] = [
  { id: 'EB4', name: 'Boulogne-Billancourt', regionId: 'EB', operation: 'owned' },
  { id: 'EB5', name: 'Magny-les-Hameaux', regionId: 'EB', operation: 'owned' },
  { id: 'ET1', name: 'Labège', regionId: 'ET', operation: 'colocation' },
];

/** Regions and where they are. */
export const REGIONS: readonly { readonly id: string; readonly location: string }[] = [
  { id: 'EB', location: 'Paris area' },
  { id: 'ET', location: 'Toulouse area' },
];

const zone = (id: string, areaId: string, regionId: string, datacenterId: string): Zone => ({
  id,
  areaId,
  regionId,
  datacenterId,
});

/** Availability zones, as the public documentation maps them to datacenters. */
export const ZONES: readonly Zone[] = [
  zone('EB-A', 'EB', 'EB', 'EB4'),
  zone('EB-B', 'EB', 'EB', 'EB4'),
  zone('EB-C', 'EB', 'EB', 'EB5'),
  zone('EB-HDS-A', 'EB-HDS', 'EB', 'EB4'),
  zone('EB-HDS-B', 'EB-HDS', 'EB', 'EB4'),
  zone('EB-HDS-C', 'EB-HDS', 'EB', 'EB5'),
  zone('ET-A', 'ET', 'ET', 'ET1'),
  zone('ET-B', 'ET', 'ET', 'ET1'),
  zone('ET-HDS-A', 'ET-HDS', 'ET', 'ET1'),
  zone('ET-HDS-B', 'ET-HDS', 'ET', 'ET1'),
];
