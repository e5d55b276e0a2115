import { ok } from '../../../../shared/result';
import { Skeleton } from '../../components/Skeleton';
import { call } from '../../platform/api';
import { up } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Pagination } from '../components/Pagination';
import { Panel } from '../components/Panel';
import { TreeLegend, TreePicture } from '../components/TreePicture';
import { useDeskPages } from '../hooks/useDeskPages';
import { Branch } from './Branch';
import { nothing } from './nothing';
import { TrailLine } from './TrailLine';
import { questionOf, type TreeProps, useTrail } from './tree';

/** As many as an answer brings. */
const LEVELS = 4;

/** The tree at a desk: drawn, a page of branches at a time. */
export function DeskTree({ member, memberships, address, change }: TreeProps) {
  const question = questionOf(member, address);
  const pages = useDeskPages(JSON.stringify(question), async (cursor) => {
    const answer = await call('fission.tree', { ...question, levels: LEVELS, cursor });
    return answer.ok ? ok({ ...answer.value, nextCursor: answer.value.next }) : answer;
  });
  const { asked } = pages;
  const tree = asked.status === 'ready' ? asked.value : pages.before;
  const trail = useTrail(tree, address.share);
  const top = address.campaign === undefined ? '全店' : '活动';
  const { merchantId } = member;
  return (
    <Frame
      title="分享树"
      here="fission"
      member={member}
      memberships={memberships}
      up={{ label: '裂变', go: () => up('merchant/fission', { merchant: merchantId, campaign: address.campaign }) }}
    >
      <TrailLine trail={trail} top={top} onGo={(share) => change({ share })} />
      {asked.status === 'failed' ? (
        <Lost
          asked={asked}
          again={pages.again}
          what="这个分享"
          list="分享"
          toList={() => change({ share: undefined })}
        />
      ) : tree === undefined ? (
        <Skeleton bones={['line', 'line', 'line']} />
      ) : (
        <>
          {tree.node && <Branch node={tree.node} />}
          {tree.roots.length === 0 ? (
            nothing(tree.node !== undefined)
          ) : (
            <Panel
              id="tree"
              title={tree.node ? '这一支' : '最大的分支在前'}
              sub="圆越大，这一支成交越多；点一下进到那一支"
              aside={<TreeLegend />}
            >
              <TreePicture
                tree={tree}
                from={tree.node?.sharer.name ?? top}
                depth={tree.node === undefined ? 0 : tree.node.depth + 1}
                onOpen={({ share }) => change({ share })}
              />
              <Pagination pages={pages} />
            </Panel>
          )}
        </>
      )}
    </Frame>
  );
}
