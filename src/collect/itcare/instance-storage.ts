import { isJsonObject } from '../http/json.ts';
import { INSTANCE_STORAGE_PATH } from './families.ts';
import { type ResourceFacts, readResource } from './items.ts';
import type { Element } from './pages.ts';
import { rawObject } from './raw-item.ts';
import { askEach, type Run } from './run.ts';
import { createReader } from './values.ts';

/** More instances without a size than this are a list that does not say it, which asking one by one is no cure for. */
export const MAX_STORAGE_QUESTIONS = 100;

/** Asks for the storage of the instances of which the list does not say it. */
export const collectInstanceStorage = (
  run: Run,
  instances: readonly Element<ResourceFacts>[],
): Promise<readonly Element<ResourceFacts>[]> => {
  const unknown = instances.filter(({ value }) => value.storage_gb === null);
  const isTooMany = unknown.length > MAX_STORAGE_QUESTIONS;
  if (isTooMany) {
    run.notices.push(
      `storage unknown of ${unknown.length} instances: more than ${MAX_STORAGE_QUESTIONS} are not asked for one by one`,
    );
  }
  const reader = createReader({ place: 'instance-storage', dates: run.dates, findings: run.findings });
  return askEach(
    run,
    'instance-storage',
    'storage',
    (isTooMany ? [] : unknown).map(({ id }) => {
      const path = INSTANCE_STORAGE_PATH.replace('{id}', String(id));
      return {
        id,
        path,
        ask: async (family) => {
          const options = { notFound: 'return', signal: run.signal } as const;
          const { status, body } = await family.client.getJson(path, {}, options);
          if (status === 404) return undefined;
          if (!isJsonObject(body)) return [];
          return [{ id, value: readResource(reader.at({ storageInformation: body }, id), rawObject(body)) }];
        },
      };
    }),
  );
};
