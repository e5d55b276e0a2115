import { View } from '@tarojs/components';
import { useMemo } from 'react';
import { encode } from 'uqr';
import './QrCode.scss';

/** Text as a picture to be scanned, four modules of quiet around it. A mini-program draws no `<svg>`: it is a background. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const backgroundImage = useMemo(() => {
    const { size, data } = encode(text, { ecc: 'M', border: 4 });
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d="${dark}" fill="#251F1A"/></svg>`;
    return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
  }, [text]);
  return <View id="qrCode" className="qr" role="img" aria-label={label} style={{ backgroundImage }} />;
}
