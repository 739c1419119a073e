// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface ISceneBackstop {
    function setParams(uint256 A, uint256 fee) external;
}

/// @title Price feed of the conformance test
/// @notice Answers whatever it is told to.
contract SceneFeed {
    int256 private answer;
    uint256 private updatedAt;
    uint8 private feedDecimals;
    bool private broken;

    function set(int256 answer_, uint8 decimals_, uint256 updatedAt_) external {
        answer = answer_;
        feedDecimals = decimals_;
        updatedAt = updatedAt_;
    }

    function breakDecimals() external {
        broken = true;
    }

    function decimals() external view returns (uint8) {
        require(!broken, "feed: broken");
        return feedDecimals;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (1, answer, updatedAt, updatedAt, 1);
    }
}

/// @title Scene of the conformance test
/// @notice Sets a backstop's whole surroundings and asks it one question, in one `eth_call` that leaves no trace. It is
/// the backstop's Stability Pool, stablecoin, owner and master of its feeds.
contract Scene {
    struct Feed {
        int256 answer;
        uint8 decimals;
        /// @dev Age of the answer, seconds; wrapping, so that 2 ** 256 - n is n seconds ahead.
        uint256 age;
    }

    struct State {
        uint256 lusd;
        uint256 eth;
        uint256 amplification;
        uint256 fee;
    }

    SceneFeed public immutable ethFeed = new SceneFeed();
    SceneFeed public immutable lusdFeed = new SceneFeed();

    uint256 private lusd;
    uint256 private eth;

    function approve(address, uint256) external pure returns (bool) {
        return true;
    }

    function getCompoundedLUSDDeposit(address) external view returns (uint256) {
        return lusd;
    }

    function getDepositorETHGain(address) external view returns (uint256) {
        return eth;
    }

    /// @notice Asks a backstop under a given state. The setting up must succeed; the question may fail.
    /// @return ok whether the backstop answered
    /// @return result its answer or revert data
    function ask(
        address backstop,
        State calldata state,
        Feed calldata ethPrice,
        Feed calldata lusdPrice,
        bytes calldata question
    ) external returns (bool ok, bytes memory result) {
        lusd = state.lusd;
        eth = state.eth;
        ISceneBackstop(backstop).setParams(state.amplification, state.fee);
        show(ethFeed, ethPrice);
        show(lusdFeed, lusdPrice);
        return backstop.staticcall(question);
    }

    /// @notice Asks a backstop while its collateral feed claims a given time, or has no decimals.
    function askAt(address backstop, uint256 updatedAt, bool broken, bytes calldata question)
        external
        returns (bool ok, bytes memory result)
    {
        ethFeed.set(200e8, 8, updatedAt);
        if (broken) ethFeed.breakDecimals();
        return backstop.staticcall(question);
    }

    function show(SceneFeed feed, Feed calldata price) private {
        unchecked {
            feed.set(price.answer, price.decimals, block.timestamp - price.age);
        }
    }
}
