/** Short words over the page. Anything about money is said on the page as well. */
import Taro from '@tarojs/taro';

/** Two seconds, nothing to answer. */
export function toast(message: string): void {
  void Taro.showToast({ title: message, icon: 'none', duration: 2000 });
}

/** Before what cannot be undone. Both answers are verbs of at most four characters, as WeChat demands. */
export async function confirmed(question: {
  title: string;
  content: string;
  yes: string;
  no: string;
}): Promise<boolean> {
  const answer = await Taro.showModal({
    title: question.title,
    content: question.content,
    confirmText: question.yes,
    cancelText: question.no,
    confirmColor: '#C43D14',
    cancelColor: '#251F1A',
  });
  return answer.confirm;
}

export async function copy(text: string): Promise<void> {
  await Taro.setClipboardData({ data: text });
}

/** The list that was pulled down has come. */
export const endPullDown = (): void => Taro.stopPullDownRefresh();
