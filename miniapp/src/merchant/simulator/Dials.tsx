import { Slider, Text, View } from '@tarojs/components';
import { Panel } from '../components/Panel';
import { DIAL_NAMES, DIALS, type Dial, dialled, type Past, type Dials as Places, pastValue } from './draft';

interface Props {
  dials: Places;
  past: Past | undefined;
  onChange: (part: Partial<Places>) => void;
}

interface TrackProps {
  dial: Dial;
  place: number;
  onPlace: (place: number) => void;
}

/** One dial: the browser's own, which takes keys too, or the mini-program's. */
function Track({ dial, place, onPlace }: TrackProps) {
  const { name, stops, words } = DIALS[dial];
  const most = stops.length - 1;
  if (process.env.TARO_ENV === 'h5') {
    return (
      <input
        id={dial}
        className="dial-track"
        type="range"
        min={0}
        max={most}
        step={1}
        value={place}
        aria-label={name}
        aria-valuetext={words(stops[place] ?? 0)}
        onChange={(event) => onPlace(Number(event.target.value))}
      />
    );
  }
  return (
    <Slider
      id={dial}
      min={0}
      max={most}
      step={1}
      value={place}
      blockSize={24}
      activeColor="#C43D14"
      backgroundColor="#ECE5DA"
      onChange={(event) => onPlace(event.detail.value)}
    />
  );
}

/** Each chance with what it means, and what the shop has met before. */
export function Dials({ dials, past, onChange }: Props) {
  return (
    <Panel id="dials" title="会来多少人">
      {DIAL_NAMES.map((dial) => {
        const { name, meaning, words } = DIALS[dial];
        const before = pastValue(past, dial);
        return (
          <View key={dial} className="dial">
            <View className="dial-head">
              <Text className="grow f14">{name}</Text>
              <Text id={`${dial}Value`} className="num dial-value">
                {words(dialled(dials, dial))}
              </Text>
            </View>
            <Track dial={dial} place={dials[dial]} onPlace={(place) => onChange({ [dial]: place })} />
            <View className="f12 c3">
              {meaning}
              {before !== undefined && <Text>以前的活动：{words(before)}。</Text>}
            </View>
          </View>
        );
      })}
    </Panel>
  );
}
