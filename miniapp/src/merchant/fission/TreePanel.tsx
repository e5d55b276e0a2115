import { Btn } from '../../components/Btn';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { open } from '../../platform/nav';
import { Panel } from '../components/Panel';
import { TreeLegend, TreePicture } from '../components/TreePicture';

/** Branches that the board shows; the tree's own page has all of them. */
const BRANCHES = 5;
/** Shares below one another that come along, of each branch. */
const SHOWN = 40;

interface Props {
  merchantId: string;
  campaign: string | undefined;
}

/** The biggest branches of the tree, on the board of a desk. They are of all days. */
export function TreePanel({ merchantId, campaign }: Props) {
  const { asked, again } = useAsk(`${merchantId} ${campaign ?? ''}`, () =>
    call('fission.tree', { merchantId, campaignId: campaign, levels: 3 }),
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
            tree={{ roots: asked.value.roots.slice(0, BRANCHES), below: asked.value.below.slice(0, SHOWN) }}
            from={campaign === undefined ? '全店' : '活动'}
            depth={0}
            onOpen={({ share }) => show(share)}
          />
        </>
      )}
    </Panel>
  );
}
