/**
 * WHO SENT WHAT TO WHOM in the demo shop's first nine days: a tree of shares over every channel, six generations deep,
 * with the chats they stood in and passers-by whom nobody knows. Opened by people who have a referrer already, or get
 * the one that `happenings.ts` gives them later.
 */
import { SCENE_MOMENTS_PREVIEW } from '../../shared/domain/referral';
import type { Channel } from '../../shared/domain/visit';
import { DAY, HOUR, MINUTE, type Ms } from '../../shared/time';
import { MERCHANT, productId } from './shop';
import type { Arrival, Stage } from './stage';

/** Group chats by WeChat's names for them (opengid): neighbours, an office, and those who drink tea together. */
const chats = { neighbours: 'tGx1nfUL1', office: 'tG0fficeWX', tea: 'tGTeaTime7' } as const;

interface Sent {
  readonly key: string;
  /** Days and hours before the opening. */
  readonly ago: readonly [days: number, hours: number];
  readonly by: string;
  /** A product, or the sharer's own promoter card. */
  readonly of: string | 'me';
  readonly channel: Channel;
  /** Whose card had brought the sharer. */
  readonly from?: string;
  readonly chat?: keyof typeof chats;
  readonly opened: readonly string[];
  /** How many more looked, whom nobody knows; how many in Moments' single-page mode. */
  readonly passers: number;
  readonly previews?: number;
}

const cards: readonly Sent[] = [
  {
    key: 'peaches',
    ago: [8, -1],
    by: 'xiaoman',
    of: 'peach',
    channel: 'message',
    chat: 'neighbours',
    opened: ['ajie', 'linjie', 'dawei', 'fangyi'],
    passers: 9,
  },
  { key: 'code', ago: [8, -3], by: 'xiaoman', of: 'me', channel: 'poster', opened: ['dawei', 'ajie'], passers: 5 },
  {
    key: 'peachesInMoments',
    ago: [7, 18],
    by: 'linjie',
    of: 'peach',
    channel: 'moments',
    from: 'peaches',
    opened: ['dawei', 'fangyi'],
    passers: 4,
    previews: 8,
  },
  {
    key: 'peachPoster',
    ago: [7, -7],
    by: 'ajie',
    of: 'peach',
    channel: 'poster',
    from: 'peaches',
    opened: ['laochen', 'sumei', 'heyi'],
    passers: 6,
  },
  {
    key: 'tea',
    ago: [7, -9],
    by: 'sumei',
    of: 'tea',
    channel: 'message',
    chat: 'tea',
    opened: ['linjie', 'laochen'],
    passers: 3,
  },
  {
    key: 'peachesAtWork',
    ago: [7, -12],
    by: 'heyi',
    of: 'peach',
    channel: 'message',
    from: 'peachPoster',
    chat: 'office',
    opened: ['sumei', 'dawei'],
    passers: 5,
  },
  {
    key: 'peachesToTheFamily',
    ago: [7, -15],
    by: 'dawei',
    of: 'peach',
    channel: 'link',
    from: 'peachesInMoments',
    opened: ['fangyi'],
    passers: 3,
  },
  {
    key: 'peachesNextDoor',
    ago: [5, 3],
    by: 'fangyi',
    of: 'peach',
    channel: 'message',
    from: 'peachesToTheFamily',
    chat: 'neighbours',
    opened: ['xubo', 'laochen'],
    passers: 4,
  },
  {
    key: 'peachesOfSumei',
    ago: [5, 1],
    by: 'sumei',
    of: 'peach',
    channel: 'moments',
    from: 'peachesAtWork',
    opened: ['laochen', 'linjie'],
    passers: 3,
    previews: 5,
  },
  {
    key: 'chestnuts',
    ago: [5, -2],
    by: 'linjie',
    of: 'chestnut',
    channel: 'poster',
    opened: ['sumei', 'laochen'],
    passers: 6,
  },
  {
    key: 'peachesOfLaochen',
    ago: [4, 2],
    by: 'laochen',
    of: 'peach',
    channel: 'message',
    from: 'peachesOfSumei',
    opened: ['linjie', 'heyi'],
    passers: 2,
  },
  {
    key: 'honeyForTea',
    ago: [4, -3],
    by: 'laochen',
    of: 'honey',
    channel: 'message',
    from: 'tea',
    chat: 'tea',
    opened: ['sumei'],
    passers: 3,
  },
  {
    key: 'sweetPotatoes',
    ago: [3, -4],
    by: 'xiaoman',
    of: 'sweetPotato',
    channel: 'link',
    opened: ['linjie', 'ajie'],
    passers: 7,
  },
  {
    key: 'peachesAgain',
    ago: [3, -8],
    by: 'linjie',
    of: 'peach',
    channel: 'message',
    from: 'peachesOfLaochen',
    chat: 'office',
    opened: ['dawei', 'ajie'],
    passers: 5,
  },
  {
    key: 'sweetPotatoPoster',
    ago: [2, 1],
    by: 'ajie',
    of: 'sweetPotato',
    channel: 'poster',
    from: 'sweetPotatoes',
    opened: ['heyi', 'dawei'],
    passers: 4,
  },
  {
    key: 'eggs',
    ago: [1, 2],
    by: 'xiaoman',
    of: 'egg',
    channel: 'moments',
    opened: ['fangyi', 'sumei'],
    passers: 8,
    previews: 11,
  },
  {
    key: 'eggsOfFangyi',
    ago: [1, -5],
    by: 'fangyi',
    of: 'egg',
    channel: 'message',
    from: 'eggs',
    chat: 'neighbours',
    opened: ['xubo', 'dawei'],
    passers: 6,
  },
  {
    key: 'eggsOfXubo',
    ago: [0, 2],
    by: 'xubo',
    of: 'egg',
    channel: 'link',
    from: 'eggsOfFangyi',
    opened: ['aqiu', 'fangyi'],
    passers: 3,
  },
];

/** WeChat's scene values (WeChat document 场景值): a code, a card in a chat of two or more, Moments, a link. */
function sceneOf({ channel, chat }: Sent): number {
  switch (channel) {
    case 'poster':
      return 1047;
    case 'moments':
      return 1155;
    case 'link':
      return 1194;
    case 'message':
      return chat === undefined ? 1007 : 1008;
  }
}

export interface Sharing {
  /** All that happens before `time`. */
  until(time: Ms): Promise<void>;
  /** The card that somebody opened last. */
  openedBy(person: string): string | undefined;
}

export function sharing(stage: Stage, opening: Ms): Sharing {
  const waiting = [...cards];
  const tokens = new Map<string, string>();
  const last = new Map<string, string>();
  const momentOf = ({ ago: [days, hours] }: Sent): Ms => opening - days * DAY - hours * HOUR;

  const send = async (card: Sent): Promise<void> => {
    const { key, by, of, channel, from, chat, opened, passers, previews = 0 } = card;
    let now = momentOf(card);
    stage.pass(now);
    const target = of === 'me' ? { kind: 'promoter', id: MERCHANT } : { kind: 'product', id: productId(of) };
    const origin = from === undefined ? undefined : tokens.get(from);
    const token = await stage.share(by, target as never, {
      channel,
      ...(origin === undefined ? {} : { from: origin }),
    });
    tokens.set(key, token);
    const arrival: Arrival = { scene: sceneOf(card), ...(chat === undefined ? {} : { chat: chats[chat] }) };
    const wait = () => {
      now += 7 * MINUTE;
      stage.pass(now);
    };
    for (const person of opened) {
      wait();
      await stage.open(person, token, arrival);
      last.set(person, token);
    }
    for (let passer = 0; passer < passers + previews; passer++) {
      const seen = passer < passers ? arrival : { scene: SCENE_MOMENTS_PREVIEW };
      await stage.passBy(`passer0of0${key}0${passer}`, token, seen);
    }
  };

  return {
    async until(time) {
      while (waiting[0] && momentOf(waiting[0]) < time) await send(waiting.shift() as Sent);
    },
    openedBy: (person) => last.get(person),
  };
}
