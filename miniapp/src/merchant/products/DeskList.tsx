import { Btn } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { Icon } from '../../components/Icon';
import { Empty } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { open, pathOf } from '../../platform/nav';
import { Search, Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { mayDecide } from '../hooks/useRoom';
import { emptyWords, keyOf, type ListProps, type Product, priceWords, questionOf, SHOWS, showOf } from './list';
import { useExport } from './useExport';

/** Stock moves while people buy; and whoever comes back from the form sees what was saved. */
const POLL = 30_000;

const columns: readonly Column<Product>[] = [
  {
    key: 'title',
    head: '商品',
    cell: ({ id, title, cover }) => (
      <span className="table-goods">
        <Cover id={id} picture={cover} shape="t28" />
        <span className="cut">{title}</span>
      </span>
    ),
  },
  { key: 'price', head: '价格', figures: true, cell: priceWords },
  { key: 'skus', head: '规格', figures: true, roomy: true, cell: ({ skus }) => skus },
  {
    key: 'left',
    head: '库存',
    figures: true,
    cell: ({ left, soldOut }) => (
      <>
        {soldOut > 0 && <Tag tone="warning">{soldOut} 个规格卖完</Tag>} {left}
      </>
    ),
  },
  { key: 'sold', head: '已售', figures: true, cell: ({ sold }) => sold },
];

/** The list at a desk. */
export function DeskList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const decides = mayDecide(member);
  const pages = useDeskPages(keyOf(member, address), (cursor) =>
    call('product.listShop', { ...questionOf(member, address), cursor }),
  );
  const visible = useVisible();
  usePolling(pages.again, POLL, visible && pages.before !== undefined && pages.asked.status !== 'failed');
  const { busy, problem, start } = useExport(merchantId);
  const placeOf = ({ id }: Product) => ({ merchant: merchantId, id });
  const acts = decides
    ? [
        <Btn key="export" id="exportProducts" kind="line" busy={busy} onClick={() => void start()}>
          <Icon name="download" size={16} />
          导出
        </Btn>,
        <Btn
          key="import"
          id="importProducts"
          kind="line"
          onClick={() => open('merchant/productSheet', { merchant: merchantId })}
        >
          导入表格
        </Btn>,
        <Btn key="new" id="newProduct" onClick={() => open('merchant/productForm', { merchant: merchantId })}>
          新商品
        </Btn>,
      ]
    : [];
  return (
    <Frame title="商品" here="products" member={member} memberships={memberships} acts={acts}>
      {problem && (
        <div id="exportProblem" className="room-notice">
          <Icon name="alert" size={16} />
          <div className="grow">没有导出：{problem.message}</div>
        </div>
      )}
      <Panel>
        <div className="panel-tools">
          <Segments
            id="show"
            label="状态"
            options={SHOWS}
            chosen={showOf(address)}
            onChoose={(show) => change({ show })}
          />
          <Search
            id="search"
            placeholder="搜商品名称"
            words={address.words ?? ''}
            onSearch={(words) => change({ words: words === '' ? undefined : words })}
          />
        </div>
        <WorkList
          label="商品"
          columns={columns}
          pages={pages}
          rowsOf={(page) => page.products}
          keyOf={({ id }) => id}
          onOpen={decides ? (product) => open('merchant/productForm', placeOf(product)) : undefined}
          hrefOf={decides ? (product) => `#${pathOf('merchant/productForm', placeOf(product))}` : undefined}
          empty={<Empty icon="bag" {...emptyWords(address)} />}
        />
      </Panel>
    </Frame>
  );
}
