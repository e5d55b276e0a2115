import { Empty } from '../../components/State';

/** A tree without a share, or a branch that ends here. */
export const nothing = (branch: boolean) =>
  branch ? (
    <Empty icon="people" title="下面还没有人又分享" text="被这个分享带来的人再分享、又有人打开，就会长出来" />
  ) : (
    <Empty icon="people" title="还没有人分享过" text="有人分享出去、被别人打开，树就从这里长起来" />
  );
