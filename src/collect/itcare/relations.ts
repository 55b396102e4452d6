import type { ServiceRelationRow } from '../../domain/rows.ts';
import { isJsonArray, isJsonObject, type JsonObject, writeJson } from '../http/json.ts';
import type { ItemReader } from './values.ts';

/** True when the list's item of a service holds its relations, be it none; often it leaves them out. */
export const saysRelations = ({ relations }: JsonObject): boolean =>
  isJsonObject(relations) && (isJsonArray(relations.dependencies) || isJsonArray(relations.impacts));

/**
 * Reads a service's relations, each related service once a direction.
 * @param item the answer, or the service that holds it
 * @param within where the relations stand in it: empty, or the member's name and a dot
 */
export const readRelations = (
  item: ItemReader,
  serviceId: bigint,
  within: '' | 'relations.',
): readonly ServiceRelationRow[] => {
  const rows = new Map<string, ServiceRelationRow>();
  const read = (field: string, direction: ServiceRelationRow['direction']): void => {
    item.each(`${within}${field}`, (related, json) => {
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
