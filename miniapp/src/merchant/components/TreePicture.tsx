import { ScrollView } from '@tarojs/components';
import { CHANNELS } from '../../../../shared/domain/visit';
import { channelWord } from '../../components/channelWords';
import { levelWords, nodeWords, type TreeNode } from '../words/fission';
import { type Part, type Place, placesOf, radiusOf } from './shareTree';

const ROW = 32;
const LEFT = 18;
const COLUMN = 128;
/** Names of leaves stand to their right. */
const NAME = 110;
const HEAD = 34;
/** A tall tree begins where it is seen at once. */
const IN_SIGHT = 300;

/** From one place to another, leaving and arriving level. */
function curve(fromX: number, fromY: number, toX: number, toY: number): string {
  const middle = (fromX + toX) / 2;
  return `M${fromX},${fromY} C${middle},${fromY} ${middle},${toY} ${toX},${toY}`;
}

interface Props {
  tree: Part;
  /** What all of it comes from: the shop, or the share whose branch it is. */
  from: string;
  /** Levels above the first that is shown. */
  depth: number;
  onOpen: (node: TreeNode) => void;
}

/** What the colours mean. */
export function TreeLegend() {
  return (
    <span className="tree-legend">
      {CHANNELS.map((channel) => (
        <span key={channel}>
          <i className={`channel-dot channel-${channel}`} aria-hidden="true" />
          {channelWord[channel]}
        </span>
      ))}
      <span>
        <i className="channel-dot channel-none" aria-hidden="true" />
        没有成交
      </span>
    </span>
  );
}

/** THE SHARE TREE, drawn: levels from left to right, circles by the orders of the branch, colours by channel. Desk only. */
export function TreePicture({ tree, from, depth, onOpen }: Props) {
  const { places, rows, levels } = placesOf(tree);
  const most = Math.max(1, ...places.map(({ node }) => node.branch.orders));
  const width = LEFT * 2 + COLUMN * levels + NAME;
  const height = HEAD + ROW * rows + 8;
  const x = (level: number): number => LEFT + COLUMN * (level + 1);
  const y = (row: number): number => HEAD + ROW * (row + 0.5);
  const byShare = new Map(places.map((place) => [place.node.share, place]));
  const origin = { x: LEFT, y: HEAD + Math.min((ROW * rows) / 2, IN_SIGHT) };
  const link = ({ node, level, row, parent }: Place) => {
    const above = parent === undefined ? undefined : byShare.get(parent);
    const begin = above === undefined ? origin : { x: x(above.level), y: y(above.row) };
    const none = node.branch.orders === 0;
    return (
      <path
        key={node.share}
        className={`tree-link ${none ? 'tree-link-none' : `tree-link-${node.channel}`}`}
        strokeWidth={none ? 1 : 1 + 3 * Math.sqrt(node.branch.orders / most)}
        d={curve(begin.x, begin.y, x(level), y(row))}
      />
    );
  };
  return (
    <ScrollView scrollX className="tree-way">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing of buttons is no fieldset */}
      <svg className="tree-picture" width={width} height={height} role="group" aria-label={`分享树：${from}`}>
        {Array.from({ length: levels }, (_, level) => level).map((level) => (
          <text key={level} className="tree-level" x={x(level)} y={16} textAnchor="middle">
            {levelWords(depth + level)}
          </text>
        ))}
        <text className="tree-level" x={LEFT - 9} y={16}>
          {from}
        </text>
        <line className="tree-head" x1={0} x2={width} y1={28} y2={28} />
        <g>
          {places.map(link)}
          {places.map(
            ({ node, level, row, hiddenRow }) =>
              hiddenRow !== undefined && (
                <path
                  key={node.share}
                  className="tree-link tree-link-none"
                  d={curve(x(level), y(row), x(level + 1) - 10, y(hiddenRow) - 4)}
                />
              ),
          )}
        </g>
        <circle className="tree-origin" cx={origin.x} cy={origin.y} r={9} />
        {places.map(({ node, level, row, hidden, hiddenRow }) => {
          const { orders } = node.branch;
          const radius = radiusOf(orders, most);
          const leaf = node.children === hidden;
          const way = node.children > 0;
          const act = () => onOpen(node);
          return (
            // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
            <g
              key={node.share}
              id={`node-${node.share}`}
              className={`tree-node ${way ? 'tree-node-way' : ''}`}
              role="button"
              tabIndex={way ? 0 : -1}
              aria-disabled={!way}
              aria-label={nodeWords(node)}
              onClick={way ? act : undefined}
              onKeyDown={(event) => {
                if (!way || (event.key !== 'Enter' && event.key !== ' ')) return;
                event.preventDefault();
                act();
              }}
            >
              <title>{nodeWords(node)}</title>
              <circle className="tree-touch" cx={x(level)} cy={y(row)} r={ROW / 2} />
              <circle
                className={`tree-dot ${orders === 0 ? 'tree-dot-none' : `tree-dot-${node.channel}`}`}
                cx={x(level)}
                cy={y(row)}
                r={radius}
              />
              {(orders > 0 || !leaf) && (
                <text
                  className="tree-name"
                  x={leaf ? x(level) + radius + 6 : x(level)}
                  y={leaf ? y(row) + 4 : y(row) - radius - 4}
                  textAnchor={leaf ? 'start' : 'middle'}
                >
                  {node.sharer.name.slice(0, 6)}
                  {orders > 0 && <tspan className="tree-orders"> {orders} 单</tspan>}
                  {hidden > 0 && leaf && <tspan className="tree-orders"> · 下面 {hidden} 个</tspan>}
                </text>
              )}
              {hidden > 0 && !(orders > 0) && leaf && (
                <text className="tree-orders" x={x(level) + radius + 6} y={y(row) + 4}>
                  下面 {hidden} 个
                </text>
              )}
              {hiddenRow !== undefined && (
                <text className="tree-orders" x={x(level + 1) - 4} y={y(hiddenRow)}>
                  还有 {hidden} 个
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </ScrollView>
  );
}
