import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { LENGTHS, SKUS_MOST } from '../../../../shared/domain/product';
import { asButton, Btn } from '../../components/Btn';
import { Field } from '../components/Field';
import { Panel } from '../components/Panel';
import { type Draft, type DraftSku, type Faults, newSku, type Product, skuOf } from './draft';
import { Stock } from './Stock';

type Stands = Product['skus'][number];

interface Props {
  merchantId: string;
  draft: Draft;
  faults: Faults;
  product: Product | undefined;
  onChange: (part: Partial<Draft>) => void;
  /** The stock of one was set. */
  onStock: () => Promise<void>;
}

/** The SKUs: what each is called, costs and weighs; its stock from the start, and later by itself. */
export function Skus({ merchantId, draft, faults, product, onChange, onStock }: Props) {
  const [stocking, setStocking] = useState<Stands>();
  const { skus } = draft;
  const sold = new Set(product?.campaigns.flatMap(({ skuIds }) => skuIds));
  const archived = product?.skus.filter((one) => one.archived && !skus.some(({ id }) => id === one.id)) ?? [];
  const put = (sku: DraftSku, part: Partial<DraftSku>) =>
    onChange({ skus: skus.map((one) => (one === sku ? { ...one, ...part } : one)) });
  return (
    <Panel id="skus" title="规格" sub="成本只有店主和运营看得到，用来算毛利">
      {skus.map((sku, place) => (
        <Sku
          key={sku.key}
          sku={sku}
          place={place}
          faults={faults}
          stands={product?.skus.find(({ id }) => id === sku.id)}
          inCampaign={sku.id !== undefined && sold.has(sku.id)}
          onChange={(part) => put(sku, part)}
          onStock={setStocking}
          onRemove={skus.length > 1 ? () => onChange({ skus: skus.filter((one) => one !== sku) }) : undefined}
        />
      ))}
      {faults.skus !== undefined && (
        <View id="skusError" className="cd f12 m8">
          {faults.skus}
        </View>
      )}
      {skus.length < SKUS_MOST && (
        <View className="m12">
          <Btn id="skuAdd" kind="line" size="s" onClick={() => onChange({ skus: [...skus, newSku(skus)] })}>
            加一个规格
          </Btn>
        </View>
      )}
      {archived.length > 0 && (
        <View id="archivedSkus" className="m12">
          <View className="room-note">停用的规格，订单里还在：</View>
          {archived.map((one) => (
            <View key={one.id} className="row g12 m8">
              <Text className="grow f13 c2 cut">{one.name}</Text>
              <View
                id={`skuBack-${one.id}`}
                className="chart-way"
                {...asButton}
                onClick={() => onChange({ skus: [...skus, skuOf(one)] })}
              >
                <Text>重新启用</Text>
              </View>
            </View>
          ))}
        </View>
      )}
      {stocking && product && (
        <Stock
          merchantId={merchantId}
          productId={product.id}
          sku={stocking}
          onClose={() => setStocking(undefined)}
          onSet={onStock}
        />
      )}
    </Panel>
  );
}

interface SkuProps {
  sku: DraftSku;
  place: number;
  faults: Faults;
  /** As it stands; left out where it is new. */
  stands: Stands | undefined;
  inCampaign: boolean;
  onChange: (part: Partial<DraftSku>) => void;
  onStock: (sku: Stands) => void;
  /** Left out where it is the only one. */
  onRemove: (() => void) | undefined;
}

function Sku({ sku, place, faults, stands, inCampaign, onChange, onStock, onRemove }: SkuProps) {
  const figure = (field: 'price' | 'cost' | 'weight' | 'stock', label: string, unit: string, placeholder: string) => (
    <Field
      id={`${field}-${place}`}
      label={label}
      value={sku[field]}
      placeholder={placeholder}
      most={11}
      figures
      aside={<Text className="f13 c2 product-unit">{unit}</Text>}
      error={faults[`${field}-${sku.key}`]}
      onChange={(typed) => onChange({ [field]: typed })}
    />
  );
  return (
    <View id={`sku-${place}`} className="product-sku">
      <View className="product-sku-fields">
        <View className="product-sku-name">
          <Field
            id={`name-${place}`}
            label="规格名称"
            value={sku.name}
            placeholder="比如：5 斤装"
            most={LENGTHS.sku}
            error={faults[`name-${sku.key}`]}
            onChange={(name) => onChange({ name })}
          />
        </View>
        {figure('price', '单买价', '元', '0.00')}
        {figure('cost', '成本', '元', '不填')}
        {figure('weight', '重量', '克', '不填')}
        {stands === undefined && figure('stock', '库存', '件', '0')}
      </View>
      <View className="row g12 m8">
        <View className="f12 c3 grow">
          {stands !== undefined && (
            <>
              还剩 <Text className="num">{stands.left}</Text> 件 · 待付款占 <Text className="num">{stands.held}</Text> ·
              已售 <Text className="num">{stands.sold}</Text>
            </>
          )}
          {inCampaign && ' · 有活动、团或砍价在卖它，不能停用'}
        </View>
        {stands !== undefined && (
          <View id={`stock-${place}`} className="chart-way" {...asButton} onClick={() => onStock(stands)}>
            <Text>改库存</Text>
          </View>
        )}
        {onRemove !== undefined && !inCampaign && (
          <View id={`skuRemove-${place}`} className="chart-way" {...asButton} onClick={onRemove}>
            <Text>{stands === undefined ? '去掉' : '停用'}</Text>
          </View>
        )}
      </View>
    </View>
  );
}
