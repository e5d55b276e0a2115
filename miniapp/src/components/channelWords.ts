import type { Channel } from '../../../shared/domain/visit';

/** The ways a share goes out, as people call them. */
export const channelWord: Readonly<Record<Channel, string>> = {
  message: '消息卡片',
  moments: '朋友圈',
  poster: '海报',
  link: '链接',
};
