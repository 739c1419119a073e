/**
 * Liquity v1 with its BAMM on Ethereum mainnet, in the form of an address book's file.
 *
 * Sources: core, price feed and DEX pair (`uniToken`) are `deployments/default/mainnet.json` of the npm package
 * `@liquity/lib-ethers` 3.4.0; the BAMM and its first block are `packages/lib-ethers/deployments/default/mainnet.json` of
 * backstop-protocol/dev and `liquity/subgraph.yaml` of B.Protocol's data; the feeds are Chainlink's ETH/USD and LUSD/USD
 * proxies; router and wrapped coin are Uniswap v2's `UniswapV2Router02` and the WETH9 that it names.
 *
 * The figures are copied: the package would bring 75 others (ethers v5 and all below it) for these addresses, which
 * can't change any more.
 */
export const LIQUITY_BOOK = {
  name: 'liquity',
  chainId: 1,
  core: {
    troveManager: '0xA39739EF8b0231DbFA0DcdA07d7e29faAbCf4bb2',
    borrowerOperations: '0x24179CD81c9e782A4096035f7eC97fB8B783e007',
    stabilityPool: '0x66017D22b0f8556afDd19FC67041899Eb65a21bb',
    activePool: '0xDf9Eb223bAFBE5c5271415C75aeCD68C21fE3D7F',
    defaultPool: '0x896a3F03176f05CFbb4f006BfCd8723F2B0D741C',
    gasPool: '0x9555b042F969E561855e5F28cB1230819149A8d9',
    collSurplusPool: '0x3D32e8b97Ed5881324241Cf03b2DA5E2EBcE5521',
    sortedTroves: '0x8FdD3fbFEb32b28fb73555518f8b361bCeA741A6',
    multiTroveGetter: '0xFc92d0E9Fa35df17E3A6d9F40716ca2cE749922B',
    stablecoin: '0x5f98805A4E8be255a32880FDeC7F6728C6568bA0',
    rewardToken: '0x6DEA81C8171D0bA574754EF6F8b412F2Ed88c54D',
    communityIssuance: '0xD8c9D9071123a059C6E0A945cF0e0c82b508d816',
  },
  priceFeed: '0x4c517D4e2C851CA76d7eC94B805269Df0f2201De',
  feeds: {
    collateral: { address: '0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419', kind: 'chainlink' },
    stable: { address: '0x3D7aE7E594f2f2091Ad8798313450130d0Aba3a0', kind: 'chainlink' },
  },
  backstop: { address: '0x00FF66AB8699AAfa050EE5EF5041D1503aa0849a', fromBlock: 14_067_816 },
  dex: {
    pair: '0xF20EF17b889b437C151eB5bA15A47bFc62bfF469',
    router: '0x7a250d5630B4cF539739dF2C5dAcb4c659F2488D',
  },
  weth: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2',
};
