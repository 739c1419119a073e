// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IBackstop, IToken, IUniswapV2Pair, IWeth} from "./interfaces.sol";

/// @title Atomic arbitrage between a backstop and a Uniswap v2 pair
/// @notice Borrows stablecoin from the pair, buys discounted collateral from the backstop with it, repays the pair in
/// collateral and hands the rest to the caller, in one transaction that needs no capital and fails as a whole.
/// @dev Amounts are 18-decimal stablecoin and wei of collateral. It keeps nothing between calls.
contract ArbitrageExecutor {
    /// @notice Pair of the stablecoin and wrapped ether.
    address public immutable pair;
    /// @notice Backstop that sells the collateral.
    address public immutable backstop;
    /// @notice The stablecoin.
    address public immutable stable;
    /// @notice Wrapped ether.
    address public immutable weth;

    bool private immutable stableIsToken0;

    /// @param caller who ran the arbitrage and got the profit
    /// @param stableAmount stablecoin borrowed from the pair and paid to the backstop, 18 decimals
    /// @param collateralBought collateral got from the backstop, wei
    /// @param collateralRepaid collateral paid to the pair, wei
    /// @param profit the difference, wei
    event Arbitrage(
        address indexed caller,
        uint256 stableAmount,
        uint256 collateralBought,
        uint256 collateralRepaid,
        uint256 profit
    );

    /// @param pair_ Uniswap v2 pair of `stable_` and `weth_`
    /// @param backstop_ backstop that takes `stable_` and pays ether
    /// @param stable_ stablecoin
    /// @param weth_ wrapped ether
    constructor(address pair_, address backstop_, address stable_, address weth_) {
        address token0 = IUniswapV2Pair(pair_).token0();
        address token1 = IUniswapV2Pair(pair_).token1();
        require(
            (token0 == stable_ && token1 == weth_) || (token0 == weth_ && token1 == stable_),
            "arbitrage: pair of other tokens"
        );
        pair = pair_;
        backstop = backstop_;
        stable = stable_;
        weth = weth_;
        stableIsToken0 = token0 == stable_;
    }

    /// @notice Only the backstop pays ether in, so anything else is a mistake that could not be undone.
    receive() external payable {
        require(msg.sender == backstop, "arbitrage: ether not from the backstop");
    }

    /// @notice Runs the arbitrage. Reverts "swap: low return" if the backstop pays less than the pair is due.
    /// @param stableAmount stablecoin to borrow, 18 decimals
    /// @param minProfit least profit to accept, wei of collateral
    /// @return profit collateral sent to the caller, wei
    function execute(uint256 stableAmount, uint256 minProfit) external returns (uint256 profit) {
        uint256 repay = amountDue(stableAmount);
        uint256 before = address(this).balance;
        (uint256 out0, uint256 out1) = stableIsToken0 ? (stableAmount, uint256(0)) : (uint256(0), stableAmount);
        IUniswapV2Pair(pair).swap(out0, out1, address(this), abi.encode(stableAmount, repay));

        profit = address(this).balance - before;
        require(profit >= minProfit, "arbitrage: profit under minimum");
        emit Arbitrage(msg.sender, stableAmount, repay + profit, repay, profit);
        (bool sent,) = msg.sender.call{value: profit}("");
        require(sent, "arbitrage: sending profit failed");
    }

    /// @notice Called by the pair once it has lent the stablecoin.
    /// @param sender who asked the pair for the loan
    /// @param data stablecoin borrowed and collateral due, as `execute` encoded them
    function uniswapV2Call(address sender, uint256, uint256, bytes calldata data) external {
        require(msg.sender == pair && sender == address(this), "arbitrage: foreign callback");
        (uint256 stableAmount, uint256 repay) = abi.decode(data, (uint256, uint256));
        require(IToken(stable).approve(backstop, stableAmount), "arbitrage: approve failed");
        // Demanding what is due from the backstop makes a loss revert there, before any further gas is spent.
        IBackstop(backstop).swap(stableAmount, repay, payable(address(this)));
        IWeth(weth).deposit{value: repay}();
        require(IToken(weth).transfer(pair, repay), "arbitrage: repayment failed");
    }

    /// @notice Profit of `execute` if it ran now, gas not counted; negative if it would revert for a loss.
    /// @param stableAmount stablecoin to borrow, 18 decimals
    /// @return profit wei of collateral
    function quote(uint256 stableAmount) external view returns (int256 profit) {
        (uint256 bought,) = IBackstop(backstop).getSwapEthAmount(stableAmount);
        return int256(bought) - int256(amountDue(stableAmount));
    }

    /// @dev Least collateral that keeps the pair's product after its 0.3 % fee: rounded up, with no wei to spare.
    function amountDue(uint256 stableAmount) private view returns (uint256) {
        (uint256 reserve0, uint256 reserve1,) = IUniswapV2Pair(pair).getReserves();
        (uint256 stableReserve, uint256 wethReserve) = stableIsToken0 ? (reserve0, reserve1) : (reserve1, reserve0);
        require(stableAmount < stableReserve, "arbitrage: more than the pair holds");
        uint256 numerator = wethReserve * stableAmount * 1000;
        uint256 denominator = (stableReserve - stableAmount) * 997;
        return (numerator + denominator - 1) / denominator;
    }
}
