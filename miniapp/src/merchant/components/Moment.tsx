import { Picker, View } from '@tarojs/components';
import { serverNow } from '../../platform/clock';
import { useWide } from '../hooks/useWide';
import { dateWords } from '../words/reconciliation';
import './Moment.scss';

interface Props {
  id: string;
  label: string;
  /** Shanghai's: `2026-01-17T20:00`; empty while there is none. */
  value: string;
  /** What is wrong with it. */
  error?: string | undefined;
  onChange: (moment: string) => void;
}

/** A day and a time of it. */
export function Moment({ id, label, value, error, onChange }: Props) {
  const wide = useWide();
  const [day = '', time = ''] = value.split('T');
  const now = serverNow();
  return (
    <View className="room-field">
      <View className="room-field-label">{label}</View>
      {wide ? (
        <input
          id={id}
          className={`desk-moment num ${error === undefined ? '' : 'room-field-bad'}`}
          type="datetime-local"
          aria-label={label}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <View className={`room-field-box ${error === undefined ? '' : 'room-field-bad'}`}>
          <Picker
            id={`${id}Day`}
            mode="date"
            value={day}
            onChange={({ detail }) => onChange(`${detail.value}T${time}`)}
          >
            <View className="moment-part">{day === '' ? '选日期' : dateWords(day, now)}</View>
          </Picker>
          <Picker
            id={`${id}Time`}
            mode="time"
            value={time}
            onChange={({ detail }) => onChange(`${day}T${detail.value}`)}
          >
            <View className="moment-part num">{time === '' ? '选时间' : time}</View>
          </Picker>
        </View>
      )}
      {error !== undefined && (
        <View id={`${id}Error`} className="cd f12 m4">
          {error}
        </View>
      )}
    </View>
  );
}
