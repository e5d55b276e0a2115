import { ok } from '../../../../shared/result';
import { BargainCard } from '../../components/BargainCard';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { openTab } from '../../platform/nav';
import { shopId } from '../../platform/target';

/** What can be bargained for in the shop, what ends first first. */
export default function BargainsPage() {
  const { asked, items, again } = usePages('offers', async (cursor) => {
    const answer = await call('bargain.listOffers', { merchantId: shopId, cursor });
    return answer.ok ? ok({ items: answer.value.offers, nextCursor: answer.value.nextCursor }) : answer;
  });
  return (
    <Screen title="砍价专场">
      {asked.status === 'loading' && <Skeleton bones={['order', 'order', 'order']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {asked.status === 'ready' && items.length === 0 && (
        <Empty
          icon="bag"
          title="现在没有砍价"
          text="有新的一场就会排在这里"
          action={{ id: 'goHome', label: '先逛逛别的', onClick: () => openTab('home') }}
        />
      )}
      {items.map((offer) => (
        <BargainCard key={offer.campaignId} offer={offer} full />
      ))}
      <Hosts />
    </Screen>
  );
}
