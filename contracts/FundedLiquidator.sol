// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IStabilityPool, IToken, IUniswapV2Pair, IWeth} from "./interfaces.sol";

/// @dev The part of a Liquity TroveManager that this contract calls. Neither name has a token in it, so it is the same on
/// every core of the lineage.
interface ITroveManager {
    function getEntireDebtAndColl(address borrower)
        external
        view
        returns (uint256 debt, uint256 coll, uint256 pendingDebt, uint256 pendingColl);
    function batchLiquidateTroves(address[] calldata troves) external;
}

/// @title Liquidation that brings its own money
/// @notice Puts exactly the debt of the troves named into an empty Stability Pool, liquidates them, takes their
/// collateral out again and hands it to the caller: in one transaction, which fails as a whole unless all of their debt
/// was paid for. The stablecoin is the caller's, or a loan of the Uniswap v2 pair that part of the collateral repays.
/// @dev Amounts are 18-decimal stablecoin and wei of collateral. It keeps nothing between calls; the pool keeps what its own
/// division leaves, at most a wei of collateral for each stablecoin. Others' deposits would
/// share in the collateral, so it works in an empty pool only; on a core whose stablecoin can be sent to the pool, some
/// wei of it there stop this contract for good.
contract FundedLiquidator {
    /// @notice Where troves are liquidated.
    address public immutable troveManager;
    /// @notice Where the debt is paid.
    address public immutable stabilityPool;
    /// @notice Pays the liquidator's share of the collateral.
    address public immutable activePool;
    /// @notice The stablecoin.
    address public immutable stable;
    /// @notice Pair of the stablecoin and wrapped ether.
    address public immutable pair;
    /// @notice Wrapped ether.
    address public immutable weth;

    bool private immutable stableIsToken0;

    /// @param caller who liquidated and got what was left
    /// @param debt stablecoin paid for the troves, 18 decimals
    /// @param collateralRepaid collateral paid to the pair, wei; 0 if the caller paid
    /// @param collateralLeft collateral sent to the caller, wei
    /// @param stableLeft stablecoin sent to the caller, 18 decimals: the gas compensation
    event FundedLiquidation(
        address indexed caller,
        uint256 debt,
        uint256 collateralRepaid,
        uint256 collateralLeft,
        uint256 stableLeft
    );

    /// @param troveManager_ where troves are liquidated
    /// @param stabilityPool_ where their debt is paid
    /// @param activePool_ pays the liquidator's share
    /// @param stable_ stablecoin
    /// @param pair_ Uniswap v2 pair of `stable_` and `weth_`
    /// @param weth_ wrapped ether
    constructor(
        address troveManager_,
        address stabilityPool_,
        address activePool_,
        address stable_,
        address pair_,
        address weth_
    ) {
        address token0 = IUniswapV2Pair(pair_).token0();
        address token1 = IUniswapV2Pair(pair_).token1();
        require(
            (token0 == stable_ && token1 == weth_) || (token0 == weth_ && token1 == stable_),
            "liquidator: pair of other tokens"
        );
        troveManager = troveManager_;
        stabilityPool = stabilityPool_;
        activePool = activePool_;
        stable = stable_;
        pair = pair_;
        weth = weth_;
        stableIsToken0 = token0 == stable_;
    }

    /// @notice Only the core pays ether in, so anything else is a mistake.
    receive() external payable {
        require(msg.sender == stabilityPool || msg.sender == activePool, "liquidator: ether not from the core");
    }

    /// @notice Liquidates with the caller's stablecoin, which the caller has approved.
    /// @param troves owners, in the order in which they are to be liquidated
    /// @param minLeft least collateral to accept for it, wei
    /// @return left collateral sent to the caller, wei
    function liquidateFromWallet(address[] calldata troves, uint256 minLeft) external returns (uint256 left) {
        uint256 debt = debtOf(troves);
        require(IToken(stable).transferFrom(msg.sender, address(this), debt), "liquidator: transfer failed");
        liquidate(troves, debt);
        left = payOut(debt, 0, minLeft);
    }

    /// @notice Liquidates with stablecoin that the pair lends, and repays it in collateral at the pair's price.
    /// @param troves owners, in the order in which they are to be liquidated
    /// @param minLeft least collateral to be left after that, wei
    /// @return left collateral sent to the caller, wei
    function liquidateFromPair(address[] calldata troves, uint256 minLeft) external returns (uint256 left) {
        uint256 debt = debtOf(troves);
        uint256 repay = amountDue(debt);
        (uint256 out0, uint256 out1) = stableIsToken0 ? (debt, uint256(0)) : (uint256(0), debt);
        IUniswapV2Pair(pair).swap(out0, out1, address(this), abi.encode(troves, debt, repay));
        left = payOut(debt, repay, minLeft);
    }

    /// @notice Called by the pair once it has lent the stablecoin.
    /// @param sender who asked the pair for the loan
    /// @param data troves, their debt and the collateral due, as `liquidateFromPair` encoded them
    function uniswapV2Call(address sender, uint256, uint256, bytes calldata data) external {
        require(msg.sender == pair && sender == address(this), "liquidator: foreign callback");
        (address[] memory troves, uint256 debt, uint256 repay) = abi.decode(data, (address[], uint256, uint256));
        liquidate(troves, debt);
        require(address(this).balance >= repay, "liquidator: collateral does not repay the pair");
        IWeth(weth).deposit{value: repay}();
        require(IToken(weth).transfer(pair, repay), "liquidator: repayment failed");
    }

    /// @notice Stablecoin that liquidating these troves takes: their whole debt, redistributed shares included.
    /// @param troves owners, each once; those without a trove count nothing
    /// @return debt 18 decimals
    function debtOf(address[] calldata troves) public view returns (uint256 debt) {
        for (uint256 i = 0; i < troves.length; i++) {
            (uint256 owed,,,) = ITroveManager(troveManager).getEntireDebtAndColl(troves[i]);
            debt += owed;
        }
        require(debt > 0, "liquidator: nothing owed");
    }

    /// @dev Puts the debt into the pool, has it burnt against the troves, and takes their collateral.
    function liquidate(address[] memory troves, uint256 debt) private {
        require(IToken(stable).balanceOf(stabilityPool) == 0, "liquidator: others in the pool");
        IStabilityPool(stabilityPool).provideToSP(debt, address(0));
        ITroveManager(troveManager).batchLiquidateTroves(troves);
        // What is still there was not burnt: one of the troves was left alone, or its debt put on other borrowers.
        require(IToken(stable).balanceOf(stabilityPool) == 0, "liquidator: debt left");
        IStabilityPool(stabilityPool).withdrawFromSP(0);
    }

    /// @dev Hands all that there is to the caller.
    function payOut(uint256 debt, uint256 repaid, uint256 minLeft) private returns (uint256 left) {
        left = address(this).balance;
        require(left >= minLeft, "liquidator: less left than asked for");
        uint256 stableLeft = IToken(stable).balanceOf(address(this));
        emit FundedLiquidation(msg.sender, debt, repaid, left, stableLeft);
        require(IToken(stable).transfer(msg.sender, stableLeft), "liquidator: transfer failed");
        (bool sent,) = msg.sender.call{value: left}("");
        require(sent, "liquidator: sending collateral failed");
    }

    /// @dev Least collateral that keeps the pair's product after its 0.3 % fee: rounded up, with no wei to spare.
    function amountDue(uint256 stableAmount) private view returns (uint256) {
        (uint256 reserve0, uint256 reserve1,) = IUniswapV2Pair(pair).getReserves();
        (uint256 stableReserve, uint256 wethReserve) = stableIsToken0 ? (reserve0, reserve1) : (reserve1, reserve0);
        require(stableAmount < stableReserve, "liquidator: more than the pair holds");
        uint256 numerator = wethReserve * stableAmount * 1000;
        uint256 denominator = (stableReserve - stableAmount) * 997;
        return (numerator + denominator - 1) / denominator;
    }
}
