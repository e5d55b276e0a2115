import { shortDay } from '../words/fission';
import { linesOf, type Point, runsOf, topOf } from './points';

const WIDTH = 480;
const HEIGHT = 200;
const LEFT = 32;
/** Room for the newest value, and for the word at the line. */
const RIGHT = 52;
const TOP = 12;
const BOTTOM = 24;
/** Days that are named below. */
const NAMED = 5;

/** K by day with its band, at a desk: a mini-program cannot draw it. */
export function KChart({ points, label }: { points: readonly Point[]; label: string }) {
  const top = topOf(points);
  const x = (place: number): number => LEFT + (place * (WIDTH - LEFT - RIGHT)) / Math.max(1, points.length - 1);
  const y = (k: number): number => HEIGHT - BOTTOM - (Math.min(k, top) / top) * (HEIGHT - TOP - BOTTOM);
  const at = (place: number, height: 'k' | 'low' | 'high'): string =>
    `${x(place).toFixed(1)},${y(points[place]?.factor?.[height] ?? 0).toFixed(1)}`;
  const runs = runsOf(points);
  const last = runs[runs.length - 1]?.at(-1);
  const newest = last === undefined ? undefined : points[last];
  const gap = Math.max(1, Math.ceil((points.length - 1) / (NAMED - 1)));
  return (
    <svg className="k-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {linesOf(top).map((line) => (
        <g key={line}>
          <line className="k-grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(line)} y2={y(line)} />
          <text className="k-word" x={LEFT - 8} y={y(line) + 4} textAnchor="end">
            {line.toFixed(1)}
          </text>
        </g>
      ))}
      <line className="k-one" x1={LEFT} x2={WIDTH - RIGHT} y1={y(1)} y2={y(1)} />
      <text className="k-one-word" x={WIDTH - RIGHT + 6} y={y(1) + 4}>
        自增长
      </text>
      {points.map(
        ({ day }, place) =>
          (points.length - 1 - place) % gap === 0 && (
            <text key={day} className="k-word" x={x(place)} y={HEIGHT - 6} textAnchor="middle">
              {shortDay(day)}
            </text>
          ),
      )}
      {runs.map((run) => (
        <g key={run[0]}>
          {run.length === 1 ? (
            <line
              className="k-band-line"
              x1={x(run[0] ?? 0)}
              x2={x(run[0] ?? 0)}
              y1={y(points[run[0] ?? 0]?.factor?.low ?? 0)}
              y2={y(points[run[0] ?? 0]?.factor?.high ?? 0)}
            />
          ) : (
            <polygon
              className="k-band"
              points={[
                ...run.map((place) => at(place, 'high')),
                ...[...run].reverse().map((place) => at(place, 'low')),
              ].join(' ')}
            />
          )}
          <polyline
            className="k-line"
            points={run
              .filter((place) => !points[place]?.unfinished)
              .map((place) => at(place, 'k'))
              .join(' ')}
          />
          <polyline
            className="k-line k-line-open"
            points={run
              .filter((place) => points[place]?.unfinished || points[place + 1]?.unfinished)
              .map((place) => at(place, 'k'))
              .join(' ')}
          />
          {run
            .filter((place) => run.length === 1 || points[place]?.unfinished)
            .map((place) => (
              <circle
                key={place}
                className={points[place]?.unfinished ? 'k-dot k-dot-open' : 'k-dot'}
                cx={x(place)}
                cy={y(points[place]?.factor?.k ?? 0)}
                r={3.5}
              />
            ))}
        </g>
      ))}
      {last !== undefined && newest?.factor && (
        <>
          {!newest.unfinished && <circle className="k-dot" cx={x(last)} cy={y(newest.factor.k)} r={3.5} />}
          <text className="k-newest" x={x(last) + 9} y={y(newest.factor.k) + 5}>
            {newest.factor.k.toFixed(2)}
          </text>
        </>
      )}
    </svg>
  );
}
