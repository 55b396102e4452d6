import type { ServiceRelationRow } from '../../domain/rows.ts';
import { isJsonArray, isJsonObject, type JsonObject, writeJson } from '../http/json.ts';
import type { ItemReader } from './values.ts';

/** True when the list's item of a service holds its relations, be it none; often it leaves them out. */
export const saysRelations = ({ relations }: JsonObject): boolean =>
  isJsonObject(relations) && (isJsonArray(relations.dependencies) || isJsonArray(relations.impacts));

/**
 * Reads a service's relations, each related service once a direction.
 * @param relations the answer, or what the service's item in the list holds of it
 */
export const readRelations = (relations: ItemReader, serviceId: bigint): readonly ServiceRelationRow[] => {
  const rows = new Map<string, ServiceRelationRow>();
  const read = (field: string, direction: ServiceRelationRow['direction']): void => {
    relations.each(field, (related, json) => {
      const relatedId = related.id('id');
      const key = `${direction} ${relatedId}`;
      if (relatedId === null || rows.has(key)) return;
      rows.set(key, {
        service_id: serviceId,
        related_service_id: relatedId,
        direction,
        raw: writeJson(json),
      });
    });
  };
  read('dependencies', 'dependency');
  read('impacts', 'impact');
  return [...rows.values()];
};
