import { Empty } from '../../components/State';
import { personIsHere, signInLabel } from '../../hooks/usePerson';

/** In place of what is one's own, where nobody is signed in. */
export function SignInFirst({ title, text }: { title: string; text: string }) {
  return (
    <Empty
      icon="wallet"
      title={title}
      text={text}
      action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
    />
  );
}
