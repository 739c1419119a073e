// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @dev The part of an ERC20 token that these contracts call.
interface IToken {
    function balanceOf(address owner) external view returns (uint256);
    function approve(address spender, uint256 amount) external returns (bool);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// @dev The part of a Chainlink aggregator that these contracts read.
interface IPriceAggregator {
    function decimals() external view returns (uint8);

    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}

/// @dev The part of a Liquity Stability Pool that these contracts call.
interface IStabilityPool {
    function getCompoundedLUSDDeposit(address depositor) external view returns (uint256);
    function getDepositorETHGain(address depositor) external view returns (uint256);
    function provideToSP(uint256 amount, address frontEndTag) external;
    function withdrawFromSP(uint256 amount) external;
}

/// @dev The part of a Uniswap v2 pair that these contracts call.
interface IUniswapV2Pair {
    function token0() external view returns (address);
    function token1() external view returns (address);
    function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast);
    function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes calldata data) external;
}

/// @dev The part of the backstop that these contracts call.
interface IBackstop {
    function getSwapEthAmount(uint256 lusdQty) external view returns (uint256 ethAmount, uint256 feeLusdAmount);
    function swap(uint256 lusdAmount, uint256 minEthReturn, address payable dest) external returns (uint256 ethAmount);
}

/// @dev What wrapped ether adds to a token.
interface IWeth {
    function deposit() external payable;
}
