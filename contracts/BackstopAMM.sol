// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IPriceAggregator, IStabilityPool, IToken} from "./interfaces.sol";
import {RewardShares} from "./RewardShares.sol";
import {StableSwapCurve} from "./StableSwapCurve.sol";

/// @title Backstop AMM (BAMM), reference implementation
/// @notice Pools depositors' stablecoin in a Stability Pool and sells the collateral that liquidations bring in for
/// more stablecoin, at a discount that grows with the share of collateral in the inventory.
/// @dev Interface and arithmetic equal those of the B.Protocol v2 contract on Liquity, to the wei. That contract mixes
/// overflow-checked and wrapping operations; whatever wrapped there stands in an `unchecked` block here.
///
/// Units, unless a comment says otherwise: amounts of stablecoin, collateral, reward and shares have 18 decimals;
/// prices are USD per token, 18 decimals; fees and discounts are basis points (1/10 000); times are Unix seconds.
/// L is the compounded deposit in the Stability Pool. E is the collateral gain there plus the collateral held here.
contract BackstopAMM is StableSwapCurve, RewardShares {
    /// @notice One, in 18-decimal fixed point.
    uint256 public constant PRECISION = 1e18;
    /// @notice Highest fee, basis points.
    uint256 public constant MAX_FEE = 100;
    /// @notice Bounds of the amplification, no unit.
    uint256 public constant MIN_A = 20;
    uint256 public constant MAX_A = 200;

    uint256 private constant BPS = 10_000;
    /// @dev Age above which the collateral price counts as missing, seconds.
    uint256 private constant MAX_PRICE_AGE = 3600;

    /// @notice Feed of the collateral's price in USD.
    address public immutable priceAggregator;
    /// @notice Feed of the stablecoin's price in USD.
    address public immutable lusd2UsdPriceAggregator;
    /// @notice The Stability Pool that holds the deposit.
    address public immutable SP;
    /// @notice The stablecoin.
    address public immutable LUSD;
    /// @notice Most collateral a buyer can get above the oracle price, basis points.
    uint256 public immutable maxDiscount;
    /// @notice Receiver of the swap fee.
    address payable public immutable feePool;
    /// @notice Front end named to the Stability Pool with each deposit.
    address public immutable frontEndTag;

    /// @notice Account that may call `setParams`.
    address public owner;
    /// @notice Swap fee, basis points of the stablecoin paid.
    uint256 public fee;
    /// @notice Amplification of the curve, no unit.
    uint256 public A = MIN_A;

    /// @notice The owner set amplification and fee (basis points).
    event ParamsSet(uint256 A, uint256 fee);
    /// @notice Stablecoin came in and shares were minted.
    event UserDeposit(address indexed user, uint256 lusdAmount, uint256 numShares);
    /// @notice Shares were burnt and both sides of the inventory paid out.
    event UserWithdraw(address indexed user, uint256 lusdAmount, uint256 ethAmount, uint256 numShares);
    /// @notice Collateral was sold; the stablecoin includes the fee.
    event RebalanceSwap(address indexed user, uint256 lusdAmount, uint256 ethAmount, uint256 timestamp);

    modifier onlyOwner() {
        require(isOwner(), "Ownable: caller is not the owner");
        _;
    }

    /// @param priceAggregator_ collateral/USD feed
    /// @param lusd2UsdPriceAggregator_ stablecoin/USD feed
    /// @param stabilityPool_ Stability Pool of the stablecoin
    /// @param lusd_ stablecoin
    /// @param bonus_ reward token of the Stability Pool
    /// @param maxDiscount_ cap on the discount, basis points; every quote reverts if it is above 10 000
    /// @param feePool_ receiver of swap fees
    /// @param frontEndTag_ front end credited for the deposit, zero for none
    constructor(
        address priceAggregator_,
        address lusd2UsdPriceAggregator_,
        address payable stabilityPool_,
        address lusd_,
        address bonus_,
        uint256 maxDiscount_,
        address payable feePool_,
        address frontEndTag_
    ) RewardShares(bonus_) {
        priceAggregator = priceAggregator_;
        lusd2UsdPriceAggregator = lusd2UsdPriceAggregator_;
        SP = stabilityPool_;
        LUSD = lusd_;
        maxDiscount = maxDiscount_;
        feePool = feePool_;
        frontEndTag = frontEndTag_;
        owner = msg.sender;
        // Liquity's pool moves the stablecoin by privilege; others take it through an allowance.
        require(IToken(lusd_).approve(stabilityPool_, type(uint256).max), "constructor: approve failed");
    }

    /// @notice Collateral arrives from the Stability Pool; whatever anyone else sends is a gift to the depositors.
    receive() external payable {}

    // ---- shares -----------------------------------------------------------------------------------------------------

    /// @notice Puts stablecoin in and mints shares at the value of the inventory, the stablecoin counted as one dollar.
    /// The first deposit gets one whole share whatever its size.
    /// @param lusdAmount stablecoin to deposit, 18 decimals; the caller has approved it
    function deposit(uint256 lusdAmount) external {
        (uint256 lusd, uint256 eth) = inventory();
        uint256 price = fetchPrice();
        require(eth == 0 || price > 0, "deposit: chainlink is down");

        uint256 value = lusd + eth * price / PRECISION;
        require(value > 0 || total == 0, "deposit: system is rekt");
        uint256 shares = total == 0 ? PRECISION : total * lusdAmount / value;

        require(IToken(LUSD).transferFrom(msg.sender, address(this), lusdAmount), "deposit: transferFrom failed");
        IStabilityPool(SP).provideToSP(lusdAmount, frontEndTag);

        mint(msg.sender, shares);
        emit UserDeposit(msg.sender, lusdAmount, shares);
    }

    /// @notice Burns shares and pays out their part of both sides of the inventory. Zero shares only collect the reward.
    /// @param numShares shares to burn, 18 decimals
    function withdraw(uint256 numShares) external {
        (uint256 lusd, uint256 eth) = inventory();
        uint256 lusdAmount = lusd * numShares / total;
        uint256 ethAmount = eth * numShares / total;

        // Brings in the whole collateral gain and reward too, so it comes before the reward is shared out.
        IStabilityPool(SP).withdrawFromSP(lusdAmount);
        burn(msg.sender, numShares);

        if (lusdAmount > 0) require(IToken(LUSD).transfer(msg.sender, lusdAmount), "withdraw: transfer failed");
        if (ethAmount > 0) {
            (bool sent,) = msg.sender.call{value: ethAmount}("");
            require(sent, "withdraw: sending ETH failed");
        }
        emit UserWithdraw(msg.sender, lusdAmount, ethAmount, numShares);
    }

    // ---- sale of collateral -----------------------------------------------------------------------------------------

    /// @notice Sells collateral for stablecoin at the quote of `getSwapEthAmount`.
    /// @dev While the collateral price is missing the quote is 0: with `minEthReturn` 0 the stablecoin is then a gift.
    /// @param lusdAmount stablecoin to pay, fee included, 18 decimals; the caller has approved it
    /// @param minEthReturn least collateral to accept, wei
    /// @param dest receiver of the collateral
    /// @return ethAmount collateral paid, wei
    function swap(uint256 lusdAmount, uint256 minEthReturn, address payable dest) public returns (uint256 ethAmount) {
        uint256 feeAmount;
        (ethAmount, feeAmount) = getSwapEthAmount(lusdAmount);
        require(ethAmount >= minEthReturn, "swap: low return");

        require(IToken(LUSD).transferFrom(msg.sender, address(this), lusdAmount), "swap: transferFrom failed");
        // Also brings in the collateral gain that is about to be paid out.
        IStabilityPool(SP).provideToSP(lusdAmount - feeAmount, frontEndTag);
        if (feeAmount > 0) require(IToken(LUSD).transfer(feePool, feeAmount), "swap: fee transfer failed");

        (bool sent,) = dest.call{value: ethAmount}("");
        require(sent, "swap: sending ETH failed");
        emit RebalanceSwap(msg.sender, lusdAmount, ethAmount, block.timestamp);
    }

    /// @notice `swap` without a minimum, in the shape of a Kyber reserve; unnamed parameters are ignored.
    /// @param srcAmount stablecoin to pay, 18 decimals
    /// @param destAddress receiver of the collateral
    /// @return whether any collateral was paid
    function trade(address, uint256 srcAmount, address, address payable destAddress, uint256, bool)
        external
        payable
        returns (bool)
    {
        return swap(srcAmount, 0, destAddress) > 0;
    }

    /// @notice Collateral quoted per stablecoin, in the shape of a Kyber reserve; unnamed parameters are ignored.
    /// @param srcQty stablecoin to pay, 18 decimals
    /// @return collateral per stablecoin, 18 decimals
    function getConversionRate(address, address, uint256 srcQty, uint256) external view returns (uint256) {
        (uint256 ethAmount,) = getSwapEthAmount(srcQty);
        return ethAmount * PRECISION / srcQty;
    }

    /// @notice Quote of a sale: the curve's return, raised if the stablecoin is above one dollar, then held to E and to
    /// the maximal discount. (0, 0) while the collateral price is missing.
    /// @param lusdQty stablecoin to pay, fee included, 18 decimals
    /// @return ethAmount collateral the buyer gets, wei; the fee does not lower it
    /// @return feeLusdAmount part of `lusdQty` that goes to `feePool`, 18 decimals
    function getSwapEthAmount(uint256 lusdQty) public view returns (uint256 ethAmount, uint256 feeLusdAmount) {
        (uint256 lusd, uint256 eth) = inventory();
        uint256 price = fetchPrice();
        if (price == 0) return (0, 0);

        uint256 ethCap = addBps(lusdQty * PRECISION / price, maxDiscount);
        // Twice the collateral's value: selling all of it at no discount then ends where the curve is balanced.
        uint256 usdReturn = getReturn(lusdQty, lusd, lusd + 2 * (eth * price / PRECISION), A);
        ethAmount = compensateForLusdDeviation(usdReturn * PRECISION / price);
        if (ethAmount > eth) ethAmount = eth;
        if (ethAmount > ethCap) ethAmount = ethCap;

        feeLusdAmount = addBps(lusdQty, fee) - lusdQty;
    }

    // ---- prices -----------------------------------------------------------------------------------------------------

    /// @notice Collateral price, USD, 18 decimals; 0 if the feed reverts or its answer is more than an hour old.
    /// @dev A negative answer reverts: read as unsigned it overflows the scaling.
    function fetchPrice() public view returns (uint256) {
        uint256 feedDecimals;
        uint256 answer;
        uint256 updatedAt;
        try IPriceAggregator(priceAggregator).decimals() returns (uint8 value) {
            feedDecimals = value;
        } catch {
            return 0;
        }
        try IPriceAggregator(priceAggregator).latestRoundData() returns (
            uint80, int256 value, uint256, uint256 time, uint80
        ) {
            answer = uint256(value);
            updatedAt = time;
        } catch {
            return 0;
        }
        unchecked {
            if (updatedAt + MAX_PRICE_AGE < block.timestamp) return 0;
        }
        return answer * PRECISION / powerOfTen(feedDecimals);
    }

    /// @notice Raises an amount of collateral by the stablecoin's price if that is above one dollar. The feed's age is
    /// not looked at, and a failing feed reverts.
    /// @param ethAmount collateral, wei
    /// @return newEthAmount collateral, wei
    function compensateForLusdDeviation(uint256 ethAmount) public view returns (uint256 newEthAmount) {
        uint256 one = powerOfTen(IPriceAggregator(lusd2UsdPriceAggregator).decimals());
        (, int256 answer,,,) = IPriceAggregator(lusd2UsdPriceAggregator).latestRoundData();
        uint256 price = uint256(answer);
        return price > one ? ethAmount * price / one : ethAmount;
    }

    // ---- owner ------------------------------------------------------------------------------------------------------

    /// @notice Sets amplification and fee.
    /// @param newA amplification, between `MIN_A` and `MAX_A`
    /// @param newFee swap fee, basis points, at most `MAX_FEE`
    function setParams(uint256 newA, uint256 newFee) external onlyOwner {
        require(newFee <= MAX_FEE, "setParams: fee is too big");
        require(newA >= MIN_A, "setParams: A too small");
        require(newA <= MAX_A, "setParams: A too big");
        A = newA;
        fee = newFee;
        emit ParamsSet(newA, newFee);
    }

    /// @notice Hands the ownership to `newOwner`.
    function transferOwnership(address newOwner) external onlyOwner {
        owner = newOwner;
    }

    /// @notice Whether the caller is the owner.
    function isOwner() public view returns (bool) {
        return msg.sender == owner;
    }

    // ---- internal ---------------------------------------------------------------------------------------------------

    /// @return lusd L, 18 decimals: stablecoin sent here directly does not count
    /// @return eth E, wei: collateral sent here directly does count
    function inventory() private view returns (uint256 lusd, uint256 eth) {
        lusd = IStabilityPool(SP).getCompoundedLUSDDeposit(address(this));
        eth = IStabilityPool(SP).getDepositorETHGain(address(this)) + address(this).balance;
    }

    function addBps(uint256 amount, uint256 bps) private pure returns (uint256) {
        require(bps <= BPS, "addBps: more than 100 %");
        return amount * (BPS + bps) / BPS;
    }

    /// @dev Wraps from 78 on, as the original does; it is never 0 for the 8-bit exponents that feeds can give.
    function powerOfTen(uint256 exponent) private pure returns (uint256) {
        unchecked {
            return 10 ** exponent;
        }
    }
}
