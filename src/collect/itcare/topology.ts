import { sourceError } from '../../domain/errors.ts';
import type { ZoneRow } from '../../domain/rows.ts';
import type { HttpClient } from '../http/client.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, writeJson } from '../http/json.ts';
import { AREAS_PATH, REGIONS_PATH } from './families.ts';

interface Area {
  readonly region: string;
  readonly area: string | null;
  readonly zones: readonly JsonObject[];
}

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : typeof value === 'number' ? String(value) : null;

const objectsOf = (value: Json | undefined): readonly JsonObject[] =>
  isJsonArray(value) ? value.filter(isJsonObject) : [];

const listOf = (path: string, body: Json): readonly JsonObject[] => {
  if (!isJsonArray(body)) throw sourceError(`GET ${path} answered JSON that is not a list`);
  return body.filter(isJsonObject);
};

/** True when the answer holds the areas of a region and the zones of each. */
const isComplete = (areas: readonly JsonObject[]): boolean =>
  areas.length > 0 && areas.every((area) => isJsonArray(area.availabilityZones));

const rowsOf = ({ region, area, zones }: Area): readonly ZoneRow[] =>
  zones.flatMap((zone) => {
    const id = textOf(zone.id);
    return id === null
      ? []
      : [
          {
            availability_zone: id,
            datacenter_id: textOf(zone.datacenterId),
            area,
            region,
            raw: writeJson(zone),
          },
        ];
  });

const keyOf = (zone: ZoneRow): string =>
  JSON.stringify([
    zone.availability_zone,
    zone.datacenter_id === null ? 1 : 0,
    zone.region,
    zone.area,
    zone.datacenter_id,
  ]);

/** Of a zone named twice the one that names its datacenter stays, else the first by region and area. */
const distinctZones = (zones: readonly ZoneRow[]): readonly ZoneRow[] => {
  const sorted = [...zones].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  return sorted.filter((zone, index) => zone.availability_zone !== sorted[index - 1]?.availability_zone);
};

/**
 * Reads regions, their areas and availability zones, asking for the areas where the regions come without.
 * @param notice says what answered 404
 * @returns zones in ascending order of their name; empty when the operation answers 404
 * @throws exit 4 when an answer cannot be read
 */
export const readTopology = async (
  client: HttpClient,
  signal: AbortSignal,
  notice: (sentence: string) => void,
): Promise<readonly ZoneRow[]> => {
  const get = async (
    path: string,
    query: Readonly<Record<string, boolean>>,
  ): Promise<readonly JsonObject[]> => {
    const answer = await client.getJson(path, query, { notFound: 'return', signal });
    if (answer.status === 404) notice(`GET ${path} answered 404: taken as empty`);
    return answer.body === null ? [] : listOf(path, answer.body);
  };
  const regions = await get(REGIONS_PATH, {});
  const areas = await Promise.all(
    regions.map(async (item): Promise<readonly Area[]> => {
      const region = textOf(item.id);
      if (region === null) return [];
      const included = objectsOf(item.areas);
      const path = AREAS_PATH.replace('{region}', encodeURIComponent(region));
      const known = isComplete(included) ? included : await get(path, { withAvailabilityZones: true });
      const merged = known.length > 0 ? known : included;
      return merged.map((area) => ({
        region,
        area: textOf(area.id),
        zones: objectsOf(area.availabilityZones),
      }));
    }),
  );
  const zones = areas.flat();
  const nameless = zones.flatMap((area) => area.zones).filter((zone) => textOf(zone.id) === null).length;
  if (nameless > 0) notice(`topology: ${nameless} availability zones without an id, left out`);
  return distinctZones(zones.flatMap(rowsOf));
};
