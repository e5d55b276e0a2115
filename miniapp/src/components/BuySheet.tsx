import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import type { Fen } from '../../../shared/money';
import { keepPiecesOf } from '../hooks/useCartPieces';
import { call } from '../platform/api';
import { open as openPage } from '../platform/nav';
import { toast } from '../platform/notice';
import { Btn } from './Btn';
import { Cover } from './Cover';
import { Price } from './Price';
import { Sheet } from './Sheet';
import { Stepper } from './Stepper';
import { stockWords } from './stockWords';

export interface Offer {
  title: string;
  product: { id: string; title: string; cover: string };
  /** One line under the name: whose group, or how many make one. */
  caption: string;
  /** What there is to say about the price. */
  priceWord?: string;
  /** With the price of this offer. `left`: pieces that can be bought now, where they are counted. */
  skus: ReadonlyArray<{ id: string; name: string; price: Fen; inStock: boolean; left?: number }>;
  /** The SKU that was chosen already. */
  skuId?: string;
  most: number;
  campaignId?: string;
  groupId?: string;
  /** The shop in whose cart it may be put. */
  cartOf?: string;
}

/** Specification and quantity, on the way to the order or into the cart. `offer` undefined: closed. */
export function BuySheet({ offer, onClose }: { offer: Offer | undefined; onClose: () => void }) {
  // What is shown while the sheet slides away.
  const [shown, setShown] = useState(offer);
  const [skuId, setSkuId] = useState<string>();
  const [quantity, setQuantity] = useState(1);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (offer === undefined) return;
    const inStock = offer.skus.filter((sku) => sku.inStock);
    setShown(offer);
    setSkuId((inStock.find(({ id }) => id === offer.skuId) ?? inStock[0])?.id);
    setQuantity(1);
  }, [offer]);

  const sku = shown?.skus.find((one) => one.id === skuId);
  const most = Math.min(shown?.most ?? 1, sku?.left ?? Number.POSITIVE_INFINITY);
  const few = stockWords(sku?.left);

  function choose(id: string, left: number | undefined): void {
    setSkuId(id);
    setQuantity((before) => Math.max(1, Math.min(before, left ?? before)));
  }

  function go(): void {
    if (shown === undefined || sku === undefined) return;
    onClose();
    openPage('buyer/confirm', {
      sku: sku.id,
      quantity: String(quantity),
      campaign: shown.campaignId,
      group: shown.groupId,
    });
  }

  /** Adds to what is in the cart already: the server is told the sum. */
  async function putInCart(merchantId: string): Promise<void> {
    if (sku === undefined || busy) return;
    setBusy(true);
    const cart = await call('cart.get', { merchantId });
    const before = cart.ok ? (cart.value.lines.find((line) => line.skuId === sku.id)?.quantity ?? 0) : 0;
    const sum = Math.min(99, before + quantity);
    const answer = cart.ok ? await call('cart.put', { merchantId, skuId: sku.id, quantity: sum }) : cart;
    setBusy(false);
    if (!answer.ok) return toast(answer.refusal.message);
    keepPiecesOf(answer.value);
    toast(before > 0 ? `购物车里有 ${sum} 件` : '放进购物车了');
    onClose();
  }

  const cartOf = shown?.cartOf;
  return (
    <Sheet
      open={offer !== undefined}
      title={shown?.title ?? ''}
      onClose={onClose}
      foot={
        <View className="bar-acts">
          {cartOf !== undefined && sku !== undefined && (
            <Btn id="putInCart" kind="tint" busy={busy} onClick={() => void putInCart(cartOf)}>
              加入购物车
            </Btn>
          )}
          <Btn id="next" disabled={sku === undefined} onClick={go}>
            {sku === undefined ? (
              '都卖完了'
            ) : (
              <>
                <Text>去确认</Text>
                <Price fen={sku.price * quantity} tone="inherit" />
              </>
            )}
          </Btn>
        </View>
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
            {shown.skus.map(({ id, name, inStock, left }) => (
              <View
                key={id}
                id={`sku-${id}`}
                className={`chip ${id === skuId ? 'chip-on' : ''} ${inStock ? '' : 'chip-off'}`}
                role="radio"
                aria-checked={id === skuId}
                aria-disabled={!inStock}
                onClick={inStock ? () => choose(id, left) : undefined}
              >
                {name}
                {inStock ? '' : ' · 已售罄'}
              </View>
            ))}
          </View>
          <View className="row spread m20">
            <View className="grow f13 c2">
              <Text>数量 </Text>
              {few !== undefined ? <Text className="cw">{few}</Text> : <Text className="c3">每单最多 {most} 件</Text>}
            </View>
            <Stepper value={quantity} most={most} onChange={setQuantity} />
          </View>
        </View>
      )}
    </Sheet>
  );
}
