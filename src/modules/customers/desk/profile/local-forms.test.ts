import { expect, test } from 'vitest'
import { addressLines, ageOf, localPhone } from './local-forms.ts'

test('telephone numbers are written as where they are', () => {
  expect(localPhone('+81 3-1234-5678')).toBe('03-1234-5678')
  expect(localPhone('０９０１２３４５６７８')).toBe('090-1234-5678')
  expect(localPhone('+81 (0)45 777 0001')).toBe('045-777-0001')
  expect(localPhone('0120444444')).toBe('0120-444-444')
  expect(localPhone('0466-12-3456')).toBe('0466-12-3456')
  expect(localPhone('+44 20 7946 0958')).toBe('+44 20 7946 0958')
})

test.each([
  '0466-12-3456',
  '0824-44-3111',
  '082-424-3111',
  '020-4123-4567',
  '03-1234-5678',
  '06-6123-4567',
  '04-2912-3456',
  '04-7131-2345',
  '04-7092-1234',
  '0470-22-3456',
  '042-712-3456',
  '0422-12-3456',
  '011-212-3456',
  '0123-24-3456',
  '01267-2-3456',
  '0223-22-1234',
  '022-345-6789',
  '0742-12-3456',
  '0794-82-2000',
  '079-421-2000',
  '098-861-2345',
  '0980-53-1234',
  '01466-2-1234',
  '015-482-1234',
  '015-572-1234',
  '0155-22-1234',
  '0229-23-1234',
  '0293-23-1234',
  '029-350-1234',
  '027-888-1234',
  '0278-22-1234',
  '028-333-1234',
  '0283-24-1234',
  '026-466-1234',
  '042-973-1234',
  '046-400-1234',
  '053-922-1234',
  '0539-63-1234',
  '0597-97-1234',
  '079-672-1234',
  '083-766-1234',
  '086-552-1234',
  '086-698-1234',
  '086-722-1234',
  '086-995-1234',
  '09496-2-1234',
  '099-345-1234',
  '099-813-1234',
  '0993-22-1234',
  '0863-32-5588',
  '0863-66-1234',
  '086-362-1234',
  '086-363-1234',
  '0829-20-1234',
  '0829-30-1234',
  '0829-44-1234',
  '0829-72-1234',
  '0829-83-1234',
  '082-921-1234',
  '082-943-1234',
  '082-909-1234',
  '082-962-1234',
  '04992-2-1234',
  '090-1234-5678',
  '060-1234-5678',
  '050-1234-5678',
  '0120-123-456',
  '0570-012-345',
  '0800-123-4567',
])('%s stands so, however it is written', (number) => {
  const digits = number.replaceAll('-', '')
  expect(localPhone(digits)).toBe(number)
  expect(localPhone(`+81${digits.slice(1)}`)).toBe(number)
})

test('addresses stand in the order of their country', () => {
  const here = { postcode: '1500041', region: '東京都', city: '渋谷区', street: '神南1-2-3' }
  expect(addressLines({ ...here, building: '縁側ビル' })).toEqual([
    '〒150-0041',
    '東京都渋谷区神南1-2-3',
    '縁側ビル',
  ])
  const there = { postcode: '10115', country: 'Germany', city: 'Berlin', street: 'Chausseestr. 5' }
  expect(addressLines(there)).toEqual(['Chausseestr. 5', '10115 Berlin', 'Germany'])
  const london = { postcode: 'N1 0ZZ', country: 'UK', city: 'London', street: '14 Willow Walk' }
  expect(addressLines(london)).toEqual(['14 Willow Walk', 'London N1 0ZZ', 'UK'])
  const austin = { postcode: '78701', country: 'USA', region: 'TX', city: 'Austin' }
  expect(addressLines(austin)).toEqual(['Austin, TX 78701', 'USA'])
})

test('an age counts whole years', () => {
  expect(ageOf('1985-04-02', new Date(2026, 3, 1))).toBe(40)
  expect(ageOf('1985-04-02', new Date(2026, 3, 2))).toBe(41)
})
