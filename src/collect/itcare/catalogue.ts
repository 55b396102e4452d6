import type { ObsolescenceRow, PlatformRow, ProductRow } from '../../domain/rows.ts';
import { PRODUCTS_PATH, SUPPORT_POLICY_PATH } from './families.ts';
import { readLifecycle, STATUSES } from './items.ts';
import type { CatalogueOperation } from './lists.ts';
import type { ItemReader } from './values.ts';

/** Reads a platform of the support policy; undefined when it has no name of any kind. */
export const readPlatform = (item: ItemReader): Omit<PlatformRow, 'raw'> | undefined => {
  const label = item.text('label');
  const platform = item.text('name') ?? label ?? item.text('id');
  if (platform === null) return undefined;
  return {
    platform,
    label,
    category: item.text('category'),
    technology: item.text('technology'),
    comment: item.text('comment'),
    ...readLifecycle(item, 'rawSupportPhase'),
  };
};

/** Reads a product; undefined when it has no id. */
export const readProduct = (item: ItemReader): Omit<ProductRow, 'raw'> | undefined => {
  const productId = item.text('id', 'code');
  if (productId === null) return undefined;
  return {
    product_id: productId,
    code: item.text('code'),
    name: item.text('name'),
    label: item.text('label'),
    platform: item.text('platform'),
    category: item.text('category'),
    type: item.text('type'),
    technology: item.text('technology'),
    edition: item.text('edition'),
    version: item.text('version', 'productVersion'),
    status: item.text('status'),
    backup_policy_type: item.text('backupPolicyType'),
    is_disabled: item.flag('productIsDisabled'),
    comment: item.text('comment'),
    ...readLifecycle(item),
  };
};

/** Reads what ITCare says of one resource's obsolescence. */
export const readObsolescence = (item: ItemReader, id: bigint): Omit<ObsolescenceRow, 'raw'> => ({
  resource_id: id,
  service_id: item.id('serviceId'),
  platform: item.label('platform'),
  technology: item.label('technology'),
  status: item.code(STATUSES, 'status'),
  ...readLifecycle(item),
});

export const SUPPORT_POLICY: CatalogueOperation<Omit<PlatformRow, 'raw'>> = {
  name: 'support-policy',
  path: SUPPORT_POLICY_PATH,
  filtersClouds: false,
  read: readPlatform,
  keyOf: ({ platform }) => platform,
};

export const PRODUCTS: CatalogueOperation<Omit<ProductRow, 'raw'>> = {
  name: 'products',
  path: PRODUCTS_PATH,
  filtersClouds: true,
  read: readProduct,
  keyOf: ({ product_id }) => product_id,
};
