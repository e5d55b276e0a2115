import { Btn } from '../../components/Btn';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { open } from '../../platform/nav';
import { Panel } from '../components/Panel';
import { biggestOf } from '../components/shareTree';
import { TreeLegend, TreePicture } from '../components/TreePicture';

/** Branches and shares of each level below that the board shows; the tree's own page has more. */
const BRANCHES = 5;
const PER_LEVEL = 9;

interface Props {
  merchantId: string;
  campaign: string | undefined;
}

/** The biggest branches of the tree, on the board of a desk. They are of all days. */
export function TreePanel({ merchantId, campaign }: Props) {
  const { asked, again } = useAsk(`${merchantId} ${campaign ?? ''}`, () =>
    call('fission.tree', { merchantId, campaignId: campaign, levels: 2 }),
  );
  const show = (share?: string) => open('merchant/tree', { merchant: merchantId, campaign, share });
  return (
    <Panel
      id="tree"
      title="分享树"
      sub="圆越大，成交越多 · 不限日期"
      aside={
        <Btn id="toTree" kind="line" size="s" onClick={() => show()}>
          看整棵树
        </Btn>
      }
    >
      {asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && (
        <>
          <TreeLegend />
          <TreePicture
            tree={biggestOf(asked.value, BRANCHES, PER_LEVEL)}
            from={campaign === undefined ? '全店' : '活动'}
            depth={0}
            onOpen={({ share }) => show(share)}
          />
        </>
      )}
    </Panel>
  );
}
