import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import type { Fen } from '../../../shared/money';
import { open as openPage } from '../platform/nav';
import { Btn } from './Btn';
import { Cover } from './Cover';
import { Price } from './Price';
import { Sheet } from './Sheet';
import { Stepper } from './Stepper';

export interface Offer {
  title: string;
  product: { id: string; title: string; cover: string };
  /** One line under the name: whose group, or how many make one. */
  caption: string;
  /** What there is to say about the price. */
  priceWord?: string;
  /** With the price of this offer. */
  skus: ReadonlyArray<{ id: string; name: string; price: Fen; inStock: boolean }>;
  most: number;
  campaignId?: string;
  groupId?: string;
}

/** Specification and quantity, on the way to the order. `offer` undefined: closed. */
export function BuySheet({ offer, onClose }: { offer: Offer | undefined; onClose: () => void }) {
  // What is shown while the sheet slides away.
  const [shown, setShown] = useState(offer);
  const [skuId, setSkuId] = useState<string>();
  const [quantity, setQuantity] = useState(1);
  useEffect(() => {
    if (offer === undefined) return;
    setShown(offer);
    setSkuId(offer.skus.find((sku) => sku.inStock)?.id);
    setQuantity(1);
  }, [offer]);

  const sku = shown?.skus.find((one) => one.id === skuId);
  const most = shown?.most ?? 1;

  function go(): void {
    if (shown === undefined || sku === undefined) return;
    onClose();
    openPage('confirm', { sku: sku.id, quantity: String(quantity), campaign: shown.campaignId, group: shown.groupId });
  }

  return (
    <Sheet
      open={offer !== undefined}
      title={shown?.title ?? ''}
      onClose={onClose}
      foot={
        <Btn id="next" block disabled={sku === undefined} onClick={go}>
          {sku === undefined ? (
            '都卖完了'
          ) : (
            <>
              <Text>去确认</Text>
              <Price fen={sku.price * quantity} tone="inherit" />
            </>
          )}
        </Btn>
      }
    >
      {shown !== undefined && (
        <View>
          <View className="row g12">
            <Cover id={shown.product.id} picture={shown.product.cover} shape="t72" />
            <View className="grow">
              <View className="f14 bold cut">{shown.product.title}</View>
              <View className="f12 c3 cut">{shown.caption}</View>
              {sku && (
                <View className="row row-base wrap g6 m8">
                  <Price fen={sku.price} />
                  {shown.priceWord !== undefined && <Text className="f12 c2">{shown.priceWord}</Text>}
                </View>
              )}
            </View>
          </View>
          <View className="f13 c2 m20">规格</View>
          <View className="row wrap g8 m8">
            {shown.skus.map((one) => (
              <View
                key={one.id}
                id={`sku-${one.id}`}
                className={`chip ${one.id === skuId ? 'chip-on' : ''} ${one.inStock ? '' : 'chip-off'}`}
                role="radio"
                aria-checked={one.id === skuId}
                onClick={one.inStock ? () => setSkuId(one.id) : undefined}
              >
                {one.name}
                {one.inStock ? '' : ' · 售完'}
              </View>
            ))}
          </View>
          <View className="row spread m20">
            <Text className="f13 c2">
              数量 <Text className="c3">每单最多 {most} 件</Text>
            </Text>
            <Stepper value={quantity} most={most} onChange={setQuantity} />
          </View>
        </View>
      )}
    </Sheet>
  );
}
