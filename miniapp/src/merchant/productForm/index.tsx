import { Empty } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { up } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { Editor } from './Editor';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  productId: string | undefined;
}

function frameOf({ member, memberships, productId }: Props) {
  const toList = () => up('merchant/products', { merchant: member.merchantId });
  const title = productId === undefined ? '新商品' : '商品';
  return { title, here: 'products', member, memberships, up: { label: '商品', go: toList } } as const;
}

/** Asks for nothing: what goods cost is not told to who only looks. */
const ForOthers = (props: Props) => (
  <Frame {...frameOf(props)}>
    <Empty icon="people" title="你只能看，不能改商品" text="请店主给你运营的权限" />
  </Frame>
);

function ProductForm(props: Props) {
  const { member, productId } = props;
  const { merchantId } = member;
  const choices = useAsk(merchantId, () => call('product.choices', { merchantId }));
  const product = useAsk(productId, () => call('product.inspect', { merchantId, productId: productId ?? '' }));
  const frame = frameOf(props);
  const toList = frame.up.go;
  if (choices.asked.status !== 'ready' || (productId !== undefined && product.asked.status !== 'ready')) {
    const { asked, again } = choices.asked.status === 'ready' ? product : choices;
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这件商品" list="商品" toList={toList} />
      </Frame>
    );
  }
  return (
    <Editor
      key={`${merchantId} ${productId ?? ''}`}
      frame={frame}
      merchantId={merchantId}
      choices={choices.asked.value}
      product={product.asked.status === 'ready' ? product.asked.value : undefined}
      onChoices={choices.put}
      again={product.again}
      toList={toList}
    />
  );
}

/** A product: a new one, or one that is there, with all that can be said of it. */
export default function ProductFormPage() {
  const [address] = useAddress('merchant/productForm', ['merchant', 'id']);
  return (
    <Room title="商品" here="products" merchantId={address.merchant}>
      {(member, memberships) => {
        const Form = mayDecide(member) ? ProductForm : ForOthers;
        return <Form member={member} memberships={memberships} productId={address.id} />;
      }}
    </Room>
  );
}
