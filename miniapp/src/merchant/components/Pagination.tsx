import { Btn } from '../../components/Btn';
import type { DeskPages } from '../hooks/useDeskPages';

/** Forward and back; nothing where one page is all there is. */
export function Pagination({ pages }: { pages: Pick<DeskPages<unknown>, 'asked' | 'number' | 'next' | 'previous'> }) {
  const { asked, number, next, previous } = pages;
  if (number === 1 && next === undefined) return null;
  const busy = asked.status === 'loading';
  return (
    <div className="pagination">
      <Btn id="previousPage" kind="line" size="s" disabled={previous === undefined} onClick={previous}>
        上一页
      </Btn>
      <span className="pagination-number">
        第 <span className="num">{number}</span> 页
      </span>
      <Btn id="nextPage" kind="line" size="s" disabled={next === undefined && !busy} busy={busy} onClick={next}>
        {next === undefined && !busy ? '没有了' : '下一页'}
      </Btn>
    </div>
  );
}
