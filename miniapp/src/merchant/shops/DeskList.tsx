import { formatFen } from '../../../../shared/money';
import { Btn } from '../../components/Btn';
import { Empty } from '../../components/State';
import { Tag } from '../../components/Tag';
import { call } from '../../platform/api';
import { open, pathOf } from '../../platform/nav';
import { Search, Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { type Shop, stateWords } from '../words/platform';
import { emptyWords, keyOf, type ListProps, questionOf, stateOf, states } from './list';

const columns: readonly Column<Shop>[] = [
  { key: 'name', head: '店名', most: 280, cell: ({ name }) => name },
  {
    key: 'state',
    head: '状态',
    cell: (shop) =>
      stateWords(shop).map(({ label, tone }) => (
        <Tag key={label} tone={tone}>
          {label}
        </Tag>
      )),
  },
  { key: 'sales', head: '近 30 天销售', figures: true, cell: ({ sales }) => formatFen(sales) },
  { key: 'alarms', head: '没看的告警', figures: true, cell: ({ alarms }) => alarms || '–' },
];

/** The list at a desk. */
export function DeskList({ beside, address, change, onNew }: ListProps) {
  const pages = useDeskPages(keyOf(address), (cursor) => call('platform.listMerchants', questionOf(address, cursor)));
  return (
    <Frame
      title="商家"
      here="shops"
      {...beside}
      acts={
        <Btn id="newShop" onClick={onNew}>
          开一家店
        </Btn>
      }
    >
      <Panel>
        <div className="panel-tools">
          <Segments
            id="state"
            label="状态"
            options={states}
            chosen={stateOf(address)}
            onChoose={(state) => change({ state })}
          />
          <Search
            id="search"
            placeholder="搜店名"
            words={address.words ?? ''}
            onSearch={(words) => change({ words: words === '' ? undefined : words })}
          />
        </div>
        <WorkList
          label="商家"
          columns={columns}
          pages={pages}
          rowsOf={(page) => page.merchants}
          keyOf={({ id }) => id}
          onOpen={({ id }) => open('merchant/shop', { id })}
          hrefOf={({ id }) => `#${pathOf('merchant/shop', { id })}`}
          empty={<Empty icon="bag" {...emptyWords(address)} />}
        />
      </Panel>
    </Frame>
  );
}
