import { type ReactNode, useRef, useState } from 'react';
import { Failed } from '../../components/State';
import { useLate } from '../../hooks/useLate';
import type { DeskPages } from '../hooks/useDeskPages';
import { useKeys } from '../hooks/useKeys';
import { Pagination } from './Pagination';

export interface Column<Row> {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the right, in figures. */
  figures?: boolean;
  /** Only where there is room: from 1200 px on. */
  roomy?: boolean;
  /** What is longer is cut. px */
  most?: number;
}

interface RowsProps<Row> {
  /** What the rows are. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Opens a row: a click, or Enter. Rows that lead nowhere are left out of the keyboard's way. */
  onOpen?: ((row: Row) => void) | undefined;
  /** The address of what opens, for another tab; the first cell is the link. */
  hrefOf?: ((row: Row) => string | undefined) | undefined;
  /** Rows can be chosen, to do something with several at once: by their keys. */
  choice?: { chosen: ReadonlySet<string>; onChoose: (chosen: ReadonlySet<string>) => void } | undefined;
  /** Other rows are on their way. */
  busy?: boolean;
}

const classOf = <Row,>({ figures, roomy }: Column<Row>): string =>
  `${figures ? 'table-figures' : ''} ${roomy ? 'table-roomy' : ''}`;

function Check({ label, checked, onChange }: { label: string; checked: boolean; onChange: () => void }) {
  return (
    <label className="table-check">
      <input type="checkbox" aria-label={label} checked={checked} onChange={onChange} />
    </label>
  );
}

function Head<Row>({ columns, check }: { columns: readonly Column<Row>[]; check?: ReactNode }) {
  return (
    <thead>
      <tr>
        {check !== undefined && (
          <th scope="col" className="table-choice">
            {check}
          </th>
        )}
        {columns.map((column) => (
          <th key={column.key} scope="col" className={classOf(column)}>
            {column.head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Rows under their heads. `j` and `k` go up and down, Enter opens, `x` chooses. */
export function Table<Row>({ label, columns, rows, keyOf, onOpen, hrefOf, choice, busy = false }: RowsProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  /** The row that Tab leads to. */
  const [at, setAt] = useState(0);
  const stop = Math.min(at, rows.length - 1);
  const go = (by: 1 | -1) => {
    const stands = body.current?.contains(document.activeElement) ?? false;
    const next = stands ? Math.max(0, Math.min(rows.length - 1, stop + by)) : stop;
    setAt(next);
    (body.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  const chosen = (row: Row): boolean => choice?.chosen.has(keyOf(row)) ?? false;
  const all = rows.every(chosen);
  const choose = (some: readonly Row[], on: boolean) => {
    const next = new Set(choice?.chosen);
    for (const row of some) on ? next.add(keyOf(row)) : next.delete(keyOf(row));
    choice?.onChoose(next);
  };
  const chooseHere = () => {
    const row = rows[stop];
    if (row !== undefined && body.current?.contains(document.activeElement)) choose([row], !chosen(row));
  };
  useKeys({ ...(onOpen ? { j: () => go(1), k: () => go(-1) } : {}), ...(choice ? { x: chooseHere } : {}) });

  return (
    <table className={`table ${busy ? 'table-busy' : ''}`} aria-label={label} aria-busy={busy}>
      <Head
        columns={columns}
        check={choice && <Check label="选这一页" checked={all} onChange={() => choose(rows, !all)} />}
      />
      <tbody ref={body}>
        {rows.map((row, index) => {
          const href = hrefOf?.(row);
          const way = onOpen && {
            className: 'table-way',
            tabIndex: index === stop ? 0 : -1,
            onFocus: () => setAt(index),
            onClick: (event: React.MouseEvent) => {
              // The link goes elsewhere by itself, and a button in a row has its own meaning.
              if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
              if ((event.target as HTMLElement).closest('.table-choice') !== null) return;
              event.preventDefault();
              // Whoever marks a number to copy it does not want to leave.
              if (window.getSelection()?.isCollapsed === false) return;
              onOpen(row);
            },
            onKeyDown: (event: React.KeyboardEvent) => {
              if (event.target !== event.currentTarget) return;
              if (event.key === 'Enter') onOpen(row);
              else if (event.key === 'ArrowDown') go(1);
              else if (event.key === 'ArrowUp') go(-1);
              else return;
              event.preventDefault();
            },
          };
          return (
            <tr key={keyOf(row)} id={`row-${keyOf(row)}`} {...way}>
              {choice && (
                <td className="table-choice">
                  <Check label="选这一行" checked={chosen(row)} onChange={() => choose([row], !chosen(row))} />
                </td>
              )}
              {columns.map((column, place) => {
                const cell = column.cell(row);
                return (
                  <td key={column.key} className={classOf(column)} style={column.most ? { maxWidth: column.most } : {}}>
                    {place === 0 && href !== undefined ? (
                      <a className="table-link" href={href} tabIndex={-1}>
                        {cell}
                      </a>
                    ) : (
                      cell
                    )}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The shape of what is coming, after 300 ms. */
function Bones<Row>({ columns, rows }: { columns: readonly Column<Row>[]; rows: number }) {
  const late = useLate();
  return (
    <table className={`table table-bones ${late ? 'table-bones-on' : ''}`} aria-busy="true" aria-label="载入中">
      <Head columns={columns} />
      <tbody>
        {Array.from({ length: rows }, (_, row) => row).map((row) => (
          <tr key={row}>
            {columns.map((column, place) => (
              <td key={column.key} className={classOf(column)}>
                <span className={`bone table-bone ${place === 0 ? 'table-bone-first' : ''}`} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Props<Row, Page> extends Omit<RowsProps<Row>, 'rows' | 'busy'> {
  pages: DeskPages<Page>;
  rowsOf: (page: Page) => readonly Row[];
  /** Instead of a table without rows. */
  empty: ReactNode;
}

/** A work list: its rows by pages, or why there are none. What is shown stays until the next page has come. */
export function WorkList<Row, Page>({ pages, rowsOf, empty, ...table }: Props<Row, Page>) {
  const { asked, before } = pages;
  if (asked.status === 'failed') return <Failed problem={asked.problem} onRetry={() => void pages.again()} />;
  const page = asked.status === 'ready' ? asked.value : before;
  if (page === undefined) return <Bones columns={table.columns} rows={6} />;
  const rows = rowsOf(page);
  return (
    <>
      {rows.length === 0 ? empty : <Table {...table} rows={rows} busy={asked.status === 'loading'} />}
      <Pagination pages={pages} />
    </>
  );
}
