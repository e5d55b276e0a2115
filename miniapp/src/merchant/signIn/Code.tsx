import { useMemo } from 'react';
import { encode } from 'uqr';

/** An address as a picture to be scanned, four modules of quiet around it. */
export function Code({ text, className = '', label = '登录码' }: { text: string; className?: string; label?: string }) {
  const { size, path } = useMemo(() => {
    const { size: side, data } = encode(text, { ecc: 'M', border: 4 });
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: side, path: dark.join('') };
  }, [text]);
  return (
    <svg
      id="code"
      className={className}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#251F1A" />
    </svg>
  );
}
