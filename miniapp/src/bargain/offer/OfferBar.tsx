import { Text } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { StickyBar } from '../../components/StickyBar';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { canBuy } from '../../platform/target';
import type { Offer } from './terms';

interface Props {
  offer: Offer;
  /** The SKU that would be bargained for. */
  sku: Offer['skus'][number] | undefined;
  busy: boolean;
  onStart: () => void;
}

/** Why nobody can start one now, as the button says it; undefined where one can be started. */
function hindrance({ live, paused, endsAt, left, skus, startsLeft }: Offer, sku: Props['sku']): string | undefined {
  if (endsAt <= serverNow()) return '砍价已结束';
  if (paused) return '商家暂停了';
  if (sku?.stale) return '价格变了，等商家更新';
  if (!live) return '现在不能发起';
  if (left === 0) return '名额用完了';
  if (sku === undefined || !sku.inStock) return skus.some(({ inStock }) => inStock) ? '这个规格卖完了' : '已售罄';
  return startsLeft === 0 ? '你发起的次数用完了' : undefined;
}

/** Starts a bargain, leads to the one that is running, or says why there is none to start. */
export function OfferBar({ offer, sku, busy, onStart }: Props) {
  const { mine, ownCut, startsLeft, perPerson } = offer;
  if (mine !== undefined) {
    return (
      <StickyBar note="这件商品你已经有一个在砍">
        <Btn id="toMine" block onClick={() => open('bargain/bargain', { id: mine })}>
          去看看我的
        </Btn>
      </StickyBar>
    );
  }
  const why = hindrance(offer, sku);
  if (why !== undefined) {
    return (
      <StickyBar>
        <Btn id="seeOthers" kind="line" onClick={() => open('bargain/list', {})}>
          看看别的
        </Btn>
        <Btn id="start" disabled>
          {why}
        </Btn>
      </StickyBar>
    );
  }
  return (
    <StickyBar note={`发起不花钱，不买也没关系 · 还能发起 ${startsLeft ?? perPerson} 次`}>
      <Btn id="start" block busy={busy} onClick={onStart}>
        <Icon name="knife" size={20} />
        <Text>{!canBuy ? '打开小程序发起' : ownCut ? '发起砍价，自己先砍一刀' : '发起砍价'}</Text>
      </Btn>
    </StickyBar>
  );
}
