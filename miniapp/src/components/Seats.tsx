import { Text, View } from '@tarojs/components';
import { useRef } from 'react';
import type { Output } from '../../../shared/contracts/contracts';
import { Avatar } from './Avatar';
import { Icon } from './Icon';
import './Seats.scss';

type Seat = Output<'group.get'>['seats'][number];

interface Props {
  seats: Seat[];
  size: number;
  formed?: boolean;
  /** The viewer may sit: the first free seat is theirs to take. */
  inviting?: boolean;
}

/** At most this many circles in a row; what is more is counted. */
const SHOWN = 8;

const places = (count: number): number[] => Array.from({ length: count }, (_, place) => place);

function captionOf(seat: Seat): string {
  if (seat.state === 'held') return seat.mine ? '等你付款' : '付款中';
  return seat.mine ? '你' : seat.name;
}

/** Who is drawn where not everybody can be: the leader and the viewer are, and a free seat keeps its place. */
function drawn(seats: Seat[], size: number): Seat[] {
  if (size <= SHOWN) return seats;
  const faces = SHOWN - 1 - (seats.length < size ? 1 : 0);
  const known = ({ leader, mine }: Seat) => leader || mine;
  return [...seats.filter(known), ...seats.filter((seat) => !known(seat))].slice(0, faces);
}

/** Who sits, who is paying, and the seats that wait for a face. */
export function Seats({ seats, size, formed = false, inviting = false }: Props) {
  const many = size >= 5;
  const shown = size > SHOWN ? SHOWN - 1 : size;
  const sitting = drawn(seats, size).map((seat, place) => ({ seat, place }));
  const free = Math.max(0, shown - sitting.length);
  const rest = size - shown;
  const taken = seats.filter((seat) => seat.state === 'taken').length;
  // Only a seat that was taken while the page is open moves into place.
  const atFirst = useRef(taken);
  const round = many ? 42 : 56;
  return (
    <View
      className={`seats ${many ? 'seats-many' : ''} ${formed ? 'seats-formed' : ''}`}
      role="img"
      aria-label={`已坐 ${taken} 人，还差 ${size - taken} 人`}
    >
      {sitting.map(({ seat, place }) => (
        <View
          key={`${place} ${seat.state}`}
          className={`seats-one ${seat.leader ? 'seats-leader' : ''} ${seat.state === 'held' ? 'seats-held' : ''} ${
            place >= atFirst.current && seat.state === 'taken' ? 'seats-new' : ''
          }`}
        >
          <View className="seats-face">
            <Avatar avatar={seat.avatar} name={seat.name} size={round} />
          </View>
          {seat.leader && !formed && <Text className="seats-badge">团长</Text>}
          {!formed && <View className="seats-name cut">{captionOf(seat)}</View>}
        </View>
      ))}
      {places(free).map((place) => (
        <View
          key={`free ${sitting.length + place}`}
          className={`seats-one ${inviting && place === 0 ? 'seats-yours' : ''}`}
        >
          <View className="seat seats-seat">{inviting && place === 0 && <Icon name="plus" size={24} />}</View>
          <View className="seats-name">{inviting && place === 0 ? '留给你' : many ? '' : '空位'}</View>
        </View>
      ))}
      {rest > 0 && (
        <View className="seats-one">
          <View className="seats-rest num">+{rest}</View>
        </View>
      )}
      {rest > 0 && !formed && (
        <View className="seats-sum">
          已坐 <Text className="num">{taken}</Text> 人，共 <Text className="num">{size}</Text> 席
        </View>
      )}
    </View>
  );
}

interface RowProps {
  members: ReadonlyArray<{ avatar: string; name?: string }>;
  /** How many seats are not paid: at least one dashed circle stands for them. */
  missing: number;
  size?: 24 | 32 | 40;
  /** The ground under the row. */
  ground?: 'card' | 'sunken';
}

/** The same in a list: three overlapped circles, faces first, then seats that are free. */
export function SeatRow({ members, missing, size = 32, ground = 'card' }: RowProps) {
  const seats = Math.min(missing, members.length > 1 ? 1 : 2);
  const faces = members.slice(0, 3 - seats).map((member, place) => ({ member, place }));
  return (
    <View className={`seat-row seat-row-${ground} seat-row-${size}`} aria-hidden="true">
      {faces.map(({ member, place }) => (
        <Avatar key={place} avatar={member.avatar} name={member.name} size={size} />
      ))}
      {places(seats).map((place) => (
        <View key={`free ${faces.length + place}`} className={`seat seat-${size}`}>
          {size === 24 ? <Icon name="plus" size={14} /> : <Icon name="plus" size={16} />}
        </View>
      ))}
    </View>
  );
}
